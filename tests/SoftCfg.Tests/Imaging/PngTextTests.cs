using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using SoftCfg.Files;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

public class PngTextTests
{
    private const int FirstChunk = 8;
    private const int SecondChunk = FirstChunk + 12 + 13;

    private static readonly RgbImage Image = TestImages.Gradient(2, 2);

    [Fact]
    public void Text_comes_back_as_it_was_written_in_any_language()
    {
        var text = Gen.OneOf(
            Gen.String[Gen.Char[' ', '~'], 0, 200],
            Gen.String[Gen.Char['\u0001', '\u02FF'], 0, 200],
            Gen.Const("žlutá kočka · 黄色い猫 · 🐈\r\n\tline two"),
            Gen.Const(new string('x', 200_000)));
        text.Array[0, 4].Sample(texts =>
        {
            using var folder = new TemporaryFolder();
            var path = folder.File("image.png");
            var written = texts.Select((t, i) => KeyValuePair.Create($"key {i}", t)).ToArray();
            PngWriter.Write(path, Image, written);
            Assert.Equal(written, PngText.Read(path));
        }, iter: 50);
    }

    [Fact]
    public void Plain_text_is_a_chunk_every_reader_knows()
    {
        Assert.True(TestImages.Png(Image, ("a", "café\n2")).AsSpan().IndexOf("tEXt"u8) > 0);
        Assert.True(TestImages.Png(Image, ("a", "σ")).AsSpan().IndexOf("iTXt"u8) > 0);
    }

    [Fact]
    public void Compressed_text_of_other_programs_is_read()
    {
        byte[] packedLatin = [.. "a\0"u8, 0, .. Pack([0xE9])];
        byte[] packedUtf8 = [.. "b\0"u8, 1, 0, .. "cs\0klíč\0"u8, .. Pack(Encoding.UTF8.GetBytes("σ"))];
        var png = Png(("zTXt", packedLatin), ("iTXt", packedUtf8), ("tEXt", "b\0again"u8.ToArray()));
        Assert.Equal([new("a", "é"), new("b", "σ"), new("b", "again")], Read(png));
    }

    [Fact]
    public void Text_that_unpacks_to_too_much_is_refused()
    {
        var png = Png(("zTXt", [.. "bomb\0"u8, 0, .. Pack(new byte[PngText.MaximumTextBytes + 1])]));
        Assert.True(png.Length < 50_000);
        AssertRefused(png, SecondChunk, $"the file holds more than {64 * png.Length} bytes of text, which is the most for a file");
    }

    [Fact]
    public void Many_texts_together_stay_under_the_limit_too()
    {
        byte[] half = [.. "half\0"u8, .. new byte[PngText.MaximumTextBytes / 2]];
        AssertRefused(Png(("tEXt", half), ("tEXt", half)), SecondChunk + 12 + half.Length, "more than 16777216 bytes of text");
    }

    [Fact]
    public void What_is_not_a_png_is_refused()
    {
        AssertRefused([], 0, "empty");
        AssertRefused("GIF89a"u8.ToArray(), 0, "does not begin with the PNG signature");
        AssertRefused(new byte[1000], 0, "does not begin with the PNG signature");
    }

    [Fact]
    public void A_folder_is_refused_and_a_missing_file_is_missing()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<ImageFormatException>(() => PngText.Read(folder.Path));
        Assert.Contains($"'{folder.Path}': this is a folder", error.Message);
        var missing = folder.File("none.png");
        Assert.Contains(missing, Assert.Throws<FileNotFoundException>(() => PngText.Read(missing)).Message);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var png = TestImages.Png(Image, ("seed", "7"));
        for (var length = 1; length < png.Length; length++)
        {
            using var folder = new TemporaryFolder();
            var path = folder.Write("cut.png", png.AsSpan(0, length));
            var error = Assert.Throws<ImageFormatException>(() => PngText.Read(path));
            Assert.InRange(error.Offset!.Value, 0, length);
        }
    }

    [Fact]
    public void Any_flipped_bit_is_found()
    {
        var png = TestImages.Png(Image, ("seed", "7"));
        Gen.Int[0, 8 * png.Length - 1].Sample(bit =>
        {
            var damaged = png.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            using var folder = new TemporaryFolder();
            var path = folder.Write("damaged.png", damaged);
            Assert.Throws<ImageFormatException>(() => PngText.Read(path));
        }, iter: 300);
    }

    [Fact]
    public void A_wrong_checksum_names_the_chunk_and_its_offset()
    {
        var png = TestImages.Png(Image, ("seed", "7"));
        png[SecondChunk + 8] ^= 1;
        AssertRefused(png, SecondChunk, "checksum of chunk 'tEXt' is wrong");
    }

    [Fact]
    public void A_length_beyond_the_file_is_refused_before_it_is_read()
    {
        var png = TestImages.Png(Image, ("seed", "7"));
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(SecondChunk), 0xFFFFFFFF);
        AssertRefused(png, SecondChunk, "chunk 'tEXt' claims 4294967295 bytes");
    }

    [Fact]
    public void Chunks_out_of_order_or_with_odd_names_are_refused()
    {
        byte[] noHeader = [.. TestImages.Png(Image)[..FirstChunk], .. Chunk("IEND", [])];
        AssertRefused(noHeader, FirstChunk, "the first chunk is 'IEND', expected 'IHDR'");
        AssertRefused(Png(("te t", [])), SecondChunk + 4, "a chunk type of four letters");
    }

    [Theory]
    [InlineData("tEXt", "", "ends before its NUL after the keyword")]
    [InlineData("tEXt", "\0text", "its keyword has 0 letters, expected 1 to 79")]
    [InlineData("zTXt", "a\0", "ends before its compression method")]
    [InlineData("zTXt", "a\0\u0005x", "compression method 5, expected 0")]
    [InlineData("zTXt", "a\0\0not zlib", "the compressed text cannot be unpacked, because it does not begin as zlib data does")]
    [InlineData("zTXt", "a\0\0x\u009C", "cannot be unpacked, because it ends within its frame")]
    [InlineData("zTXt", "a\0\0x\u00BB\0\0\0\0\0\0\0\0", "because it needs a preset dictionary, which a PNG file cannot hold")]
    [InlineData("zTXt", "a\0\0x\u009C\u00FF\u00FF\u00FF\u00FF\0\0\0\0", "because its blocks are damaged")]
    [InlineData("iTXt", "softcfg.class\0\u0001\0\0\0x?\0\0\0\u00FE\0\0\0\u0002\u0086\u0091y7;", "cannot be unpacked")]
    [InlineData("iTXt", "a\0\0", "ends before its compression method")]
    [InlineData("iTXt", "a\0\0\0en", "ends before its NUL after the language")]
    [InlineData("iTXt", "a\0\0\0\0key", "ends before its NUL after the translated keyword")]
    [InlineData("iTXt", "a\0\0\0\0\0\u00FF", "not UTF-8")]
    public void Damage_inside_a_text_chunk_is_described(string type, string data, string problem) =>
        AssertRefused(Png((type, Encoding.Latin1.GetBytes(data))), SecondChunk, problem);

    [Fact]
    public void Compressed_text_that_ends_early_is_refused_wherever_it_ends()
    {
        var packed = Pack(Encoding.UTF8.GetBytes("a text of some length, of which a part would look like the whole"));
        for (var length = 0; length < packed.Length; length++)
            AssertRefused(Png(("zTXt", [.. "key\0"u8, 0, .. packed[..length]])), SecondChunk, "cannot be unpacked, because it");
    }

    [Fact]
    public void Compressed_text_with_any_change_is_read_or_refused_and_nothing_else() =>
        Gen.Select(Gen.Int[0, 3], Gen.Byte, Gen.Byte.Array[1, 3], Gen.Int[0, 200]).Sample((kind, flag, bytes, place) =>
        {
            var packed = Pack(Encoding.UTF8.GetBytes("seed 7, scale 1.5, seed 8, scale 2"));
            for (var i = 0; i < bytes.Length; i++)
                packed[(place + 7 * i) % packed.Length] = bytes[i];
            byte[] data = kind == 0 ? [.. "a\0"u8, (byte)(flag % 2), .. packed] : [.. "a\0"u8, flag, 0, .. "en\0a\0"u8, .. packed];
            try
            {
                Read(Png((kind == 0 ? "zTXt" : "iTXt", data)));
            }
            catch (ImageFormatException e)
            {
                Assert.Equal(SecondChunk, e.Offset);
            }
        }, iter: 3000);

    [Theory]
    [InlineData("many small texts")]
    [InlineData("many small compressed texts")]
    [InlineData("one that unpacks to much")]
    public void Reading_costs_a_small_multiple_of_the_file_s_size(string what)
    {
        var empty = Pack([]);
        (string, byte[])[] chunks = what switch
        {
            "many small texts" => [.. Enumerable.Repeat(("tEXt", "a\0"u8.ToArray()), 30_000)],
            "many small compressed texts" => [.. Enumerable.Repeat<(string, byte[])>(("zTXt", [.. "a\0"u8, 0, .. empty]), 10_000)],
            _ => [("zTXt", [.. "a\0"u8, 0, .. Pack(new byte[10_000_000])])],
        };
        var png = Png(chunks);
        using var folder = new TemporaryFolder();
        var path = folder.Write("image.png", png);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(Record.Exception(() => PngText.Read(path)) is null or ImageFormatException);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L * png.Length + (1 << 20));
    }

    private static byte[] Pack(byte[] data)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(data);
        return packed.ToArray();
    }

    /// <summary>A valid PNG with chunks behind its header.</summary>
    private static byte[] Png(params (string Type, byte[] Data)[] chunks)
    {
        var png = TestImages.Png(Image);
        var stream = new MemoryStream();
        stream.Write(png.AsSpan(0, SecondChunk));
        foreach (var (type, data) in chunks)
            stream.Write(Chunk(type, data));
        stream.Write(png.AsSpan(SecondChunk));
        return stream.ToArray();
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        var crc = Crc32.Append(0, chunk.AsSpan(4, 4 + data.Length));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), crc);
        return chunk;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Read(byte[] png)
    {
        using var folder = new TemporaryFolder();
        return PngText.Read(folder.Write("image.png", png));
    }

    private static void AssertRefused(byte[] png, long offset, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("image.png", png);
        var error = Assert.Throws<ImageFormatException>(() => PngText.Read(path));
        Assert.Equal((path, offset), (error.Path, error.Offset));
        Assert.Contains($"'{path}', byte {offset}: ", error.Message);
        Assert.Contains(problem, error.Message);
    }
}
