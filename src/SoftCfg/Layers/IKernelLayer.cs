namespace SoftCfg.Layers;

/// <summary>A layer that has another way to compute on the CPU, by kernels of our own: the same mathematics, for inference only.</summary>
internal interface IKernelLayer
{
    /// <summary>From now on the layer computes that way. Its weights are float32 on the CPU.</summary>
    void UseKernels();
}
