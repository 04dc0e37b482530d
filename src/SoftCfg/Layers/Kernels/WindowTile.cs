namespace SoftCfg.Layers.Kernels;

/// <summary>Some of the windows of a picture.</summary>
/// <param name="Row">Windows above.</param>
/// <param name="Column">Windows on the left.</param>
/// <param name="Rows">Windows below each other.</param>
/// <param name="Columns">Windows side by side.</param>
internal readonly record struct WindowTile(int Row, int Column, int Rows, int Columns);
