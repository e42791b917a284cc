using StableDino.Properties.Export;
using SkiaSharp;

namespace StableDino.Properties.Cli;

public class ExportVerbTests
{
    private static readonly string[] Model = ["--model", "small", "--out"];

    [Theory]
    [InlineData("--detections", "--batch", "dynamic")]
    [InlineData("--padding", "--size", "64x96", "--sampling", "gather")]
    [InlineData("--size", "64x96", "--batch", "2", "--opset", "20")]
    public void A_checked_file_agrees_and_names_its_classes(params string[] options)
    {
        using var folder = new TemporaryFolder();
        var (image, file) = (Image(folder["a.png"]), folder["model.onnx"]);
        var run = CommandLine.RunWith(
            CompiledDetectors.All, ["export", .. Model, file, .. options, "--check", image, "--json"]);
        Assert.True(run.Code == 0, run.Log);
        var check = run.Json.GetProperty("check")[0];
        Assert.True(check.GetProperty("detections").GetInt32() > 0);
        Assert.True(check.GetProperty("matched").GetInt32() >= 0.98 * check.GetProperty("detections").GetInt32() - 1);
        Assert.Equal(["a.png", "model.onnx"],
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var opened = new OnnxRun(file);
        Assert.StartsWith("{0: 'class 1', 1: 'class 2'", opened.Properties["names"], StringComparison.Ordinal);
        Assert.Equal("[123.675, 116.28, 103.53]", opened.Properties["mean"]);
    }

    [Theory]
    [InlineData("--opset", "16")]
    [InlineData("--opset", "21")]
    [InlineData("--size", "64")]
    [InlineData("--size", "8x8")]
    [InlineData("--batch", "0")]
    public void A_bad_option_is_named_and_nothing_is_written(string option, string text)
    {
        using var folder = new TemporaryFolder();
        var run = CommandLine.RunWith(
            CompiledDetectors.All, ["export", .. Model, folder["model.onnx"], option, text, "--json"]);
        Assert.Equal(2, run.Code);
        Assert.Equal(option, run.Error.GetProperty("place").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_model_that_cannot_be_exported_says_why()
    {
        using var folder = new TemporaryFolder();
        var run = CommandLine.RunWith(
            CompiledDetectors.All, "export", "--model", "by-overlap", "--out", folder["model.onnx"], "--json");
        Assert.Equal(2, run.Code);
        Assert.Contains("level by level", run.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("no export: its proposals are suppressed",
            CommandLine.RunWith(CompiledDetectors.All, "models", "list").Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void One_detector_is_asked_for()
    {
        var run = CommandLine.RunWith(CompiledDetectors.All, "export", "--out", "x.onnx", "--json");
        Assert.Equal(2, run.Code);
        Assert.Contains("--checkpoint FILE or --model NAME", run.Error.GetRawText(), StringComparison.Ordinal);
    }

    private static string Image(string path)
    {
        using var bitmap = new SKBitmap(90, 70);
        for (var y = 0; y < bitmap.Height; y++)
            for (var x = 0; x < bitmap.Width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(2 * x), (byte)(3 * y), (byte)(x * y)));
        using var stream = File.Create(path);
        bitmap.Encode(SKEncodedImageFormat.Png, 100).SaveTo(stream);
        return path;
    }
}
