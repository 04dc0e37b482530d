namespace SoftCfg.Layers.Kernels;

/// <summary>A number of rows that is known when a product is compiled, so that each row has registers of its own.</summary>
internal interface IRowCount
{
    /// <summary>How many.</summary>
    static abstract int Count { get; }
}
