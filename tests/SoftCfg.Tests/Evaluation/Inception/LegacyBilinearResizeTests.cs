using CsCheck;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Inception;

public class LegacyBilinearResizeTests
{
    [Fact]
    public void The_same_size_is_the_same_image()
    {
        using var scope = NewDisposeScope();
        var image = RandomImages.Create(1, 2, 5, 7).to(ScalarType.Float32);
        Assert.True(Tensors.AreEqual(image, LegacyBilinearResize.Resize(image, 5, 7)));
    }

    [Fact]
    public void Larger_images_are_sampled_not_averaged()
    {
        using var scope = NewDisposeScope();
        var image = TensorArithmetic.Range(8).to(ScalarType.Float32).reshape(1, 1, 8, 1);
        Assert.Equal([0f, 4f], Tensors.Floats(LegacyBilinearResize.Resize(image, 1, 2)));
    }

    [Fact]
    public void Smaller_images_are_blended_from_the_left_and_end_flat()
    {
        using var scope = NewDisposeScope();
        var image = Tensors.Row(0, 8).reshape(1, 2, 1, 1);
        Assert.Equal([0f, 2f, 4f, 6f, 8f, 8f, 8f, 8f], Tensors.Floats(LegacyBilinearResize.Resize(image, 8, 1)));
    }

    [Fact]
    public void Every_pixel_is_blended_as_the_formula_says() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 12], Gen.Int[1, 12]).Sample((height, width, rows, columns) =>
        {
            using var scope = NewDisposeScope();
            var image = RandomImages.Create(3, 1, height, width).to(ScalarType.Float32);
            var resized = LegacyBilinearResize.Resize(image, rows, columns);
            Assert.Equal([1, rows, columns, 3], resized.shape);
            var pixels = image[0, .., .., 0].contiguous().data<float>().ToNDArray();
            var actual = resized[0, .., .., 0].contiguous().data<float>().ToArray();
            var expected = from row in Enumerable.Range(0, rows)
                           from column in Enumerable.Range(0, columns)
                           let x = Place(column, width, columns)
                           let y = Place(row, height, rows)
                           let top = Blend(At(y.Low, x.Low), At(y.Low, x.High), x.Weight)
                           let bottom = Blend(At(y.High, x.Low), At(y.High, x.High), x.Weight)
                           select Blend(top, bottom, y.Weight);
            Assert.Equal(expected, actual);

            float At(int row, int column) => (float)pixels.GetValue(row, column)!;
        }, iter: 50);

    private static float Blend(float from, float to, float weight)
    {
        var difference = to - from;
        var part = difference * weight;
        return from + part;
    }

    private static (int Low, int High, float Weight) Place(int output, int inputs, int outputs)
    {
        var position = output * ((float)inputs / outputs);
        var low = (int)MathF.Floor(position);
        return (low, Math.Min(low + 1, inputs - 1), position - low);
    }
}
