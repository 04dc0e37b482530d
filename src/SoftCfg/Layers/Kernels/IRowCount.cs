namespace SoftCfg.Layers.Kernels;

/// <summary>A number of rows that is known when a product is compiled, so that each row has registers of its own.</summary>
internal interface IRowCount
{
    /// <summary>How many.</summary>
    static abstract int Count { get; }
}

internal readonly struct OneRow : IRowCount
{
    public static int Count => 1;
}

internal readonly struct TwoRows : IRowCount
{
    public static int Count => 2;
}

internal readonly struct ThreeRows : IRowCount
{
    public static int Count => 3;
}

internal readonly struct FourRows : IRowCount
{
    public static int Count => 4;
}

internal readonly struct FiveRows : IRowCount
{
    public static int Count => 5;
}

internal readonly struct SixRows : IRowCount
{
    public static int Count => 6;
}
