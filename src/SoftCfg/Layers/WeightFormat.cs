namespace SoftCfg.Layers;

/// <summary>How a <see cref="Projection"/> stores its weights for products on the CPU. What goes in and comes out is float32.</summary>
/// <remarks>A model whose weights are rounded keeps its keys and values in bfloat16.</remarks>
public enum WeightFormat
{
    /// <summary>As they are, 4 bytes each: exact.</summary>
    Float32,

    /// <summary>Rounded to bfloat16, 2 bytes each; widened as they are multiplied.</summary>
    BFloat16,

    /// <summary>Whole numbers from -127 to 127 with a scale per output and group of 128 inputs, 8.5 bits each; inputs are rounded to 8 bits.</summary>
    Int8,

    /// <summary>Whole numbers from 0 to 15 with a scale and a least value per output and group of 128 inputs, 4.5 bits each; inputs are rounded to 8 bits.</summary>
    Int4,
}
