namespace SoftCfg.Layers;

/// <summary>How the weights of a generator's projections are stored; sums are made in float32 whatever the format.</summary>
public enum WeightFormat
{
    /// <summary>Four bytes a weight, as most checkpoints hold them: exact.</summary>
    Float32,

    /// <summary>Two bytes a weight: the upper half of a float32.</summary>
    BFloat16,

    /// <summary>One byte a weight, and a scale for every output channel.</summary>
    Int8,

    /// <summary>Half a byte a weight, and a scale for every group of 128 inputs of an output channel.</summary>
    Int4,
}
