using System.Numerics;

namespace SoftCfg.Layers.Kernels;

/// <summary>How keys and values are stored. What is computed of them is float32.</summary>
/// <typeparam name="TElement">A stored number.</typeparam>
internal unsafe interface IStoredNumbers<TElement> where TElement : unmanaged
{
    /// <summary>Reads as many numbers as a vector holds.</summary>
    static abstract Vector<float> Load(TElement* from);

    /// <summary>Reads one number.</summary>
    static abstract float Read(TElement* from);

    /// <summary>Stores numbers.</summary>
    /// <param name="from">[count].</param>
    /// <param name="count">How many.</param>
    /// <param name="to">[count].</param>
    static abstract void Store(float* from, int count, TElement* to);
}
