using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers.Kernels;

/// <summary>Products with packed weights against plain ones in double precision.</summary>
public sealed class PackedWeightsTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 2, 8, 32 }, { 3, 7, 33 }, { 4, 160, 31 }, { 5, 128, 64 }, { 6, 129, 65 }, { 7, 130, 10 }, { 8, 300, 96 },
        { 13, 48, 50 }, { 25, 200, 34 }, { 64, 256, 40 }, { 2, 3072, 64 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_of_float32_weights_is_the_plain_one(int rows, int inputs, int outputs)
    {
        var product = new Product(rows, inputs, outputs);
        Assert.InRange(product.Error(product.Multiply(WeightFormat.Float32)), 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Other_formats_err_as_much_as_their_weights_are_rounded(int rows, int inputs, int outputs)
    {
        var product = new Product(rows, inputs, outputs);
        foreach (var format in new[] { WeightFormat.BFloat16, WeightFormat.Int8, WeightFormat.Int4 })
        {
            // The product of the weights and inputs as they are stored: what remains is the rounding of sums.
            var stored = product.WithStoredWeights(format);
            if (format != WeightFormat.BFloat16)
                stored = stored.WithRoundedInputs(format);
            Assert.InRange(stored.Error(product.Multiply(format)), 0, 1e-6);
        }
    }

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    [InlineData(WeightFormat.Int4)]
    public void A_row_has_the_same_bits_whatever_the_rows_around_it_and_the_threads(WeightFormat format)
    {
        var all = new Product(29, 200, 70);
        var together = all.Multiply(format);
        Assert.Equal(together, all.Multiply(format, threads: 3));
        for (var row = 0; row < 29; row++)
            Assert.Equal(together[(row * 70)..((row + 1) * 70)], all.Only(row).Multiply(format));
    }

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    [InlineData(WeightFormat.Int4)]
    public void Extreme_values_do_not_overflow(WeightFormat format)
    {
        foreach (var (weight, input) in new[] { (1e30f, 1e-30f), (-127f, 32767f), (1e-30f, 1e30f), (0f, 5f), (3f, 0f), (-1f, -1f), (1f, 1e-42f), (-1f, -1e-42f) })
        {
            var product = new Product(7, 3072, 40, (_, _) => weight, (_, _) => input);
            var values = product.Multiply(format);
            Assert.All(values, value => Assert.True(float.IsFinite(value), $"{weight} · {input} gave {value}"));
            Assert.InRange(product.WithStoredWeights(format).Error(values), 0, 1e-3);
        }
    }

    /// <summary>Every weight but one of a group is 15 steps above the least, and every input the largest there is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Sums_of_4_bit_weights_have_room_for_the_largest_products(float sign)
    {
        foreach (var rows in new[] { 1, 2, 7 })
        {
            var product = new Product(rows, 512, 40, (_, i) => i % 128 == 9 ? 0 : 15, (_, _) => sign * 127);
            foreach (var (name, values) in product.MultiplyByEveryWidth(WeightFormat.Int4))
                Assert.All(values, value => Assert.Equal(sign * 127 * 15 * 508, value, 1f));
        }
    }

    /// <summary>
    /// Weights and inputs of which products that are added up in 16 bits are as large as they become: of one sign, of two, and of a weight alone.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, -1)]
    [InlineData(1, 0)]
    [InlineData(0.49f, 0.51f)]
    public void Sums_of_8_bit_weights_have_room_for_the_largest_products(float even, float odd)
    {
        foreach (var sign in new[] { 1, -1 })
        {
            foreach (var rows in new[] { 1, 2, 7 })
            {
                var product = new Product(rows, 513, 40, (_, i) => sign * (i % 2 == 0 ? even : odd), (_, _) => 1);
                var stored = product.WithStoredWeights(WeightFormat.Int8);
                foreach (var (name, values) in product.MultiplyByEveryWidth(WeightFormat.Int8))
                    Assert.InRange(stored.Error(values), 0, 1e-6);
            }
        }
    }

    /// <summary>Rounding must not turn what is broken into numbers: a session finds it by the logits.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_stays_none_in_every_format(float broken)
    {
        foreach (var format in Enum.GetValues<WeightFormat>())
        {
            var product = new Product(3, 40, 33, (_, i) => i % 3 + 1, (row, i) => row == 1 && i == 7 ? broken : 1);
            var values = product.Multiply(format);
            Assert.All(values[33..66], value => Assert.False(float.IsFinite(value)));
            Assert.All(values[..33], value => Assert.True(float.IsFinite(value)));
        }
    }

    [Fact]
    public void Every_vector_width_that_this_processor_has_gives_the_same_sums()
    {
        foreach (var format in Enum.GetValues<WeightFormat>())
        {
            // Alternating signs and magnitudes: the order of the sums shows.
            var product = new Product(11, 256, 96);
            var expected = product.Multiply(format);
            foreach (var (name, actual) in product.MultiplyByEveryWidth(format))
            {
                var exact = format is WeightFormat.Int8 or WeightFormat.Int4 || name != "128" || System.Runtime.Intrinsics.X86.Fma.IsSupported;
                if (exact)
                    Assert.Equal(expected, actual);
                else
                    Assert.InRange(product.Error(actual), 0, 1e-2);
            }
        }
    }

    [Fact]
    public void A_projection_multiplies_the_same_when_it_is_packed()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var model = new Holder(new Projection(24, 40, hasBias: true, ScalarType.Float32, CPU));
        var projection = model.Projection;
        foreach (var parameter in model.parameters())
            parameter.copy_(Tensors.Random(3, 1, (int)parameter.NumberOfElements).view(parameter.shape));
        var input = Tensors.Random(4, 6, 24).view(2, 3, 24);
        var expected = projection.call(input);
        projection.Pack(WeightFormat.Float32);
        var actual = projection.call(input);
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, 1e-4);
        Assert.Equal([0, 40], model.parameters().Select(p => p.NumberOfElements).Order());
        Assert.Throws<InvalidOperationException>(() => projection.Pack(WeightFormat.Int8));
    }

    [Fact]
    public void Weights_that_are_not_float32_are_not_packed()
    {
        using var projection = new Projection(8, 8, hasBias: false, ScalarType.BFloat16, CPU);
        var refused = Assert.Throws<InvalidOperationException>(() => projection.Pack(WeightFormat.Int8));
        Assert.Contains("float32 on the CPU", refused.Message);
    }

    private sealed class Holder : nn.Module
    {
        private readonly Projection projection;

        public Holder(Projection projection) : base(nameof(Holder))
        {
            this.projection = projection;
            RegisterComponents();
        }

        public Projection Projection => projection;
    }
}
