using SoftCfg.Layers;
using SoftCfg.Layers.Kernels;
using SoftCfg.Models;
using SoftCfg.Models.AliTok;
using SoftCfg.Models.Rar;
using SoftCfg.Tests.Models.AliTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

public class CpuStepTests
{
    private const int Channels = 24, Rows = 3;

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    [InlineData(WeightFormat.Int4)]
    public void Logits_have_the_same_bits_on_any_number_of_threads(WeightFormat format)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var stack = new TestStack(layers: 2, format);
        var expected = stack.Logits(threads: 1);
        foreach (var threads in new[] { 2, 3, 7 })
            Assert.Equal(expected, stack.Logits(threads));
    }

    [Fact]
    public void What_a_pass_allocates_does_not_grow_with_layers_nor_with_what_is_cached()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var shallow = new TestStack(layers: 1, WeightFormat.Int8);
        using var deep = new TestStack(layers: 8, WeightFormat.Int8);
        var expected = shallow.AllocatedByAStep();
        Assert.InRange(expected, 1, 20_000);
        Assert.Equal(expected, deep.AllocatedByAStep());
    }

    [Fact]
    public void A_model_is_packed_once_and_only_as_float32_on_the_cpu()
    {
        using var model = new RarModel(Decoding.TinyRar.Config);
        Assert.Null(model.Weights);
        model.Pack(WeightFormat.BFloat16);
        Assert.Equal(WeightFormat.BFloat16, model.Weights);
        Assert.True(model.WeightBytes > 0);
        Assert.Contains("packed as BFloat16 already", Assert.Throws<InvalidOperationException>(() => model.Pack(WeightFormat.Int8)).Message);
        using var reduced = new RarModel(Decoding.TinyRar.Config, ScalarType.BFloat16);
        Assert.Contains("float32 on the CPU", Assert.Throws<InvalidOperationException>(() => reduced.Pack(WeightFormat.Int8)).Message);
    }

    [Theory]
    [InlineData(WeightFormat.Float32, ScalarType.Float32)]
    [InlineData(WeightFormat.BFloat16, ScalarType.BFloat16)]
    [InlineData(WeightFormat.Int8, ScalarType.BFloat16)]
    [InlineData(WeightFormat.Int4, ScalarType.BFloat16)]
    public void Keys_and_values_are_kept_as_exactly_as_the_weights(WeightFormat format, ScalarType expected)
    {
        foreach (var create in new Func<IPackedModel>[] { () => new RarModel(Decoding.TinyRar.Config), () => new AliTokModel(TinyAliTok.Config) })
        {
            using var model = (nn.Module)create();
            using (var plain = ((ICausalImageModel)model).CreateCache(1, 4))
                Assert.Equal(ScalarType.Float32, plain.Dtype);
            ((IPackedModel)model).Pack(format);
            using var cache = ((ICausalImageModel)model).CreateCache(1, 4);
            Assert.Equal(expected, cache.Dtype);
        }
    }

    /// <summary>A small stack of random weights, fed step by step.</summary>
    private sealed class TestStack : IDisposable
    {
        private readonly int layers;
        private readonly nn.Module holder;
        private readonly TransformerStack stack;

        public TestStack(int layers, WeightFormat format)
        {
            this.layers = layers;
            var blocks = Enumerable.Range(0, layers).Select(_ => new TransformerBlock(Norm(Channels),
                new SelfAttention(Channels, 2, Norm(Channels / 2), Norm(Channels / 2), ScalarType.Float32, CPU), Norm(Channels),
                new GatedFeedForward(Channels, 40, ScalarType.Float32, CPU))).ToList();
            var (norm, head) = (Norm(Channels), new Projection(Channels, 70, hasBias: true, ScalarType.Float32, CPU));
            holder = new Holder(blocks, norm, head);
            var seed = 1;
            foreach (var parameter in holder.parameters().Where(parameter => parameter.dim() > 1))
                parameter.copy_(Tensors.Random(seed++, (int)parameter.shape[0], (int)parameter.shape[1], 0.5));
            stack = new TransformerStack(blocks, norm, head);
            stack.Pack(format);
        }

        /// <summary>The logits of three passes: one of several tokens, two of one.</summary>
        public float[] Logits(int threads)
        {
            using var cache = NewCache();
            using var step = new CpuStep(stack.Packed!, cache, new StepThreads());
            return [.. Feed(cache, step, 3, threads), .. Feed(cache, step, 1, threads), .. Feed(cache, step, 1, threads)];
        }

        public long AllocatedByAStep()
        {
            using var cache = NewCache();
            using var step = new CpuStep(stack.Packed!, cache, new StepThreads());
            for (var warm = 0; warm < 3; warm++)
                Feed(cache, step, 1, threads: 1);
            using var pass = Pass(cache, 1, out var stream);
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var logits = step.Forward(stream, pass, null, threads: 1);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public void Dispose()
        {
            stack.Dispose();
            holder.Dispose();
        }

        private static RootMeanSquareNorm Norm(long channels) => new(channels, 1e-5, ScalarType.Float32, CPU);

        private static ForwardPass Pass(KeyValueCache cache, int n, out Tensor stream)
        {
            stream = Tensors.Random(99, Rows * n, Channels).view(Rows, n, Channels);
            return new ForwardPass(zeros([Rows, n], ScalarType.Int64), [0, 1, 2], cache) { LogitCount = n };
        }

        private static float[] Feed(KeyValueCache cache, CpuStep step, int n, int threads)
        {
            using var pass = Pass(cache, n, out var stream);
            var logits = step.Forward(stream, pass, null, threads);
            cache.Advance(pass);
            return Tensors.Floats(logits);
        }

        private KeyValueCache NewCache() => new(layers, Rows, 2, 16, Channels / 2, stack.CacheDtype(ScalarType.Float32), CPU);
    }

    private sealed class Holder : nn.Module
    {
        private readonly TorchSharp.Modules.ModuleList<TransformerBlock> blocks;
        private readonly Norm norm;
        private readonly Projection head;

        public Holder(List<TransformerBlock> blocks, Norm norm, Projection head) : base(nameof(Holder))
        {
            this.blocks = new TorchSharp.Modules.ModuleList<TransformerBlock>(blocks.ToArray());
            (this.norm, this.head) = (norm, head);
            RegisterComponents();
        }
    }
}
