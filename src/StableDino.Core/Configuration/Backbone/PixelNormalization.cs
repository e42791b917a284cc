namespace StableDino.Configuration;

/// <summary>Per-channel <c>(value − mean) / deviation</c> of RGB pixels in 0..255.</summary>
/// <param name="MeanRed">Mean of red.</param>
/// <param name="MeanGreen">Mean of green.</param>
/// <param name="MeanBlue">Mean of blue.</param>
/// <param name="DeviationRed">Standard deviation of red.</param>
/// <param name="DeviationGreen">Standard deviation of green.</param>
/// <param name="DeviationBlue">Standard deviation of blue.</param>
public sealed record PixelNormalization(
    float MeanRed = 123.675f,
    float MeanGreen = 116.28f,
    float MeanBlue = 103.53f,
    float DeviationRed = 58.395f,
    float DeviationGreen = 57.12f,
    float DeviationBlue = 57.375f);
