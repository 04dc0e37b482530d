using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>The colours of sheets, legends and plots.</summary>
internal static class Palette
{
    public static readonly SKColor Background = new(0xFC, 0xFC, 0xFA);
    public static readonly SKColor Ink = new(0x1F, 0x23, 0x28);
    public static readonly SKColor MutedInk = new(0x5F, 0x67, 0x70);
    public static readonly SKColor Rule = new(0xC4, 0xC9, 0xCF);
}
