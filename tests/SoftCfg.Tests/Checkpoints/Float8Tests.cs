using System.Text;
using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

public sealed class Float8Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // 1, -1, the least number above 0, the greatest, NaN, and what is behind it.
    [Theory]
    [InlineData("F8_E4M3", 0x38, 0xb8, 0x01, 0x7e, 0x7f, 448f, -9)]
    [InlineData("F8_E5M2", 0x3c, 0xbc, 0x01, 0x7b, 0x7d, 57344f, -16)]
    [InlineData("F8_E4M3FNUZ", 0x40, 0xc0, 0x01, 0x7f, 0x80, 240f, -10)]
    [InlineData("F8_E5M2FNUZ", 0x40, 0xc0, 0x01, 0x7f, 0x80, 57344f, -17)]
    public void Eight_bits_become_the_number_they_stand_for(string dtype, byte one, byte minusOne, byte least, byte most,
        byte nan, float greatest, int leastPower)
    {
        using var checkpoint = Checkpoint.Open(Safetensors(dtype, [0, one, minusOne, least, most, nan]));
        using var values = checkpoint.Read("w");
        Assert.Equal(ScalarType.Float32, values.dtype);
        Assert.Equal([0, 1, -1, MathF.ScaleB(1, leastPower), greatest, float.NaN], values.data<float>().ToArray());
    }

    [Fact]
    public void An_exponent_alone_is_a_power_of_two()
    {
        using var checkpoint = Checkpoint.Open(Safetensors("F8_E8M0", [127, 128, 0, 254, 255]));
        using var values = checkpoint.Read("w");
        Assert.Equal([1, 2, MathF.ScaleB(1, -127), MathF.ScaleB(1, 127), float.NaN], values.data<float>().ToArray());
    }

    [Fact]
    public void Infinities_are_infinities_where_the_type_has_them()
    {
        using var checkpoint = Checkpoint.Open(Safetensors("F8_E5M2", [0x7c, 0xfc]));
        using var values = checkpoint.Read("w");
        Assert.Equal([float.PositiveInfinity, float.NegativeInfinity], values.data<float>().ToArray());
    }

    [Fact]
    public void A_tensor_larger_than_one_read_is_whole_and_its_layout_tells_both_types()
    {
        var stored = Enumerable.Range(0, 700_001).Select(i => (byte)(i % 0x7f)).ToArray();
        using var checkpoint = Checkpoint.Open(Safetensors("F8_E4M3", stored));
        using var values = checkpoint.Read("w");
        Assert.Equal(stored.Select(value => Float8.E4M3Fn[value]), values.data<float>().ToArray());
        Assert.Equal("w float32 [700001] (stored as float8_e4m3fn)", checkpoint.Tensors.Single().ToString());
        Assert.Equal(4 * 700_001, checkpoint.Tensors.Single().Bytes);
    }

    [Fact]
    public void Torch_saves_them_over_bytes_and_they_convert_to_float32()
    {
        CheckpointConverter.Convert(FoundFile.Path("benign-tensor-kinds/float8.pt"), folder.File("out.safetensors"),
            cancellationToken: TestContext.Current.CancellationToken);
        using var source = Checkpoint.Open(FoundFile.Path("benign-tensor-kinds/float8.pt"));
        using var converted = SafetensorsFile.Open(folder.File("out.safetensors"));
        Assert.Equal("scale float32 [2] (stored as float8_e4m3fn)", source.Tensors.Single(t => t.Name == "scale").ToString());
        Assert.Equal("scale float32 [2]", converted.Tensors.Single(t => t.Name == "scale").ToString());
        using var scale = converted.Read("scale");
        Assert.All(scale.data<float>().ToArray(), value => Assert.True(float.IsFinite(value) && value != 0));
    }

    public void Dispose() => folder.Dispose();

    private string Safetensors(string dtype, byte[] data)
    {
        var json = $$$"""{"w":{"dtype":"{{{dtype}}}","shape":[{{{data.Length}}}],"data_offsets":[0,{{{data.Length}}}]}}""";
        return folder.Write("a", [.. BitConverter.GetBytes((long)json.Length), .. Encoding.UTF8.GetBytes(json), .. data]);
    }
}
