using SoftCfg.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>Cuts images into square patches and projects each to a vector (timm, PatchEmbed).</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly PatchProjection projection;

    internal PatchEmbedding(long patchSize, long width, ScalarType dtype, Device device) : base(nameof(PatchEmbedding)) =>
        projection = new PatchProjection(patchSize, width, dtype, device);

    /// <summary>Embeds patches.</summary>
    /// <param name="pixels">[B, 3, image size, image size].</param>
    /// <returns>[B, patches, width] in raster order.</returns>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        // [B, width, grid, grid] -> [B, grid * grid, width]
        return projection.call(pixels).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>A convolution whose stride is its kernel: every patch is seen once.</summary>
    private sealed class PatchProjection : nn.Module<Tensor, Tensor>, IKernelLayer
    {
        private readonly Parameter weight, bias;
        private readonly int patchSize;
        private PackedConvolution? packed;

        internal PatchProjection(long patchSize, long width, ScalarType dtype, Device device) : base(nameof(PatchProjection))
        {
            this.patchSize = (int)patchSize;
            weight = new Parameter(zeros([width, 3, patchSize, patchSize], dtype, device));
            bias = new Parameter(zeros([width], dtype, device));
        }

        public void UseKernels()
        {
            using var noGradients = no_grad();
            weight.requires_grad = false;
            packed = PackedConvolution.Pack(weight, bias, stride: patchSize);
            weight.Empty();
        }

        public override Tensor forward(Tensor input) =>
            packed?.Of(input, PackedConvolution.Border.Of(0)) ?? nn.functional.conv2d(input, weight, bias, strides: [patchSize, patchSize]);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                packed?.Dispose();
            base.Dispose(disposing);
        }
    }
}
