using static TorchSharp.torch;
namespace StableDino.Properties;
public class SmokeTests { [Fact] public void Torch_loads() => Assert.Equal(2f, (ones(1) + ones(1)).item<float>()); }
