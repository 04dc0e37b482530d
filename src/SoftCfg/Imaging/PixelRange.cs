namespace SoftCfg.Imaging;

/// <summary>The range an image tokenizer's decoder leaves its pixels in, and so how bytes are made of them.</summary>
public enum PixelRange
{
    /// <summary>
    /// 0 is black, 1 is white: <c>truncate(clamp(x, 0, 1) · 255)</c>. Used by MaskGIT-VQ and AliTok (1d-tokenizer and
    /// alitok, <c>demo_util.py</c>).
    /// </summary>
    ZeroToOne,

    /// <summary>
    /// -1 is black, 1 is white: <c>truncate(clamp(127.5 x + 128, 0, 255))</c>. Used by RobusTok (RobusTok,
    /// <c>demo_util.py</c>).
    /// </summary>
    AroundZero,

    /// <summary>
    /// -1 is black, 1 is white, to the nearest byte: <c>clamp(round((x + 1) · 127.5), 0, 255)</c>, halves to even. Used by MoVQGAN
    /// (Lumina-mGPT 2.0, <c>inference_solver.py</c>).
    /// </summary>
    AroundZeroRounded,
}
