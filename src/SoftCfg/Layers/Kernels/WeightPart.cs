namespace SoftCfg.Layers.Kernels;

/// <summary>Where the weights of some steps lie.</summary>
/// <param name="Start">Where those of step 0 would lie, if all steps were stored like these.</param>
/// <param name="Shift">The bit of every byte that they begin at.</param>
internal readonly unsafe record struct WeightPart(nint Start, int Shift = 0);
