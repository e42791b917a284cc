using static TorchSharp.torch;

namespace StableDino.Properties.Generators;

/// <summary>A centre-size box of plain numbers.</summary>
public readonly record struct PlainBox(double Cx, double Cy, double W, double H)
{
    public double X0 => Cx - W / 2;

    public double Y0 => Cy - H / 2;

    public double X1 => Cx + W / 2;

    public double Y1 => Cy + H / 2;

    public double[] Numbers => [Cx, Cy, W, H];

    public static Tensor Tensor(IEnumerable<PlainBox> boxes, ScalarType type = ScalarType.Float64)
    {
        var numbers = boxes.SelectMany(box => box.Numbers).ToArray();
        return tensor(numbers, [numbers.Length / 4, 4], type);
    }
}
