namespace SoftCfg.Cli.Reconstruction;

/// <summary>One image that went through the tokenizer.</summary>
/// <param name="Original">Its file.</param>
/// <param name="File">What it became.</param>
/// <param name="Psnr">Peak signal-to-noise ratio in decibels; infinite when nothing was lost.</param>
/// <param name="Ssim">Structural similarity.</param>
internal sealed record ReconstructedImage(string Original, string File, double Psnr, double Ssim);
