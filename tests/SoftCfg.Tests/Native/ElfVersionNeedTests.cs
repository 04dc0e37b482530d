using CsCheck;
using SoftCfg.Native;

namespace SoftCfg.Tests.Native;

/// <summary>Against the very file that TorchSharp's package brings.</summary>
public class ElfVersionNeedTests
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Symbol = "_ZSt21ios_base_library_initv";

    private static readonly Lazy<byte[]> Library = new(() => File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so")));

    [Fact]
    public void One_flag_becomes_weak_and_nothing_else_changes()
    {
        var image = Image();
        ElfVersionNeed.Weaken(image, Version, Symbol);
        var changed = Enumerable.Range(0, image.Length).Where(i => image[i] != Library.Value[i]).ToArray();
        var at = Assert.Single(changed);
        Assert.Equal((0, 2), (Library.Value[at], image[at]));
    }

    [Fact]
    public void A_weak_need_stays_as_it_is()
    {
        var image = Image();
        ElfVersionNeed.Weaken(image, Version, Symbol);
        var once = image.ToArray();
        ElfVersionNeed.Weaken(image, Version, Symbol);
        Assert.Equal(once, image);
    }

    [Theory]
    [InlineData("GLIBCXX_9.9.99", Symbol, "It has no need for GLIBCXX_9.9.99: the loader refused it for another reason.")]
    [InlineData(Version, "another_symbol", "It uses _ZSt21ios_base_library_initv, which this system's libstdc++ lacks.")]
    [InlineData("GLIBCXX_3.4.19", "_ZNSt6chrono3_V212steady_clock3nowEv",
        "It calls _ZNSt6chrono3_V212steady_clock3nowEv, which this system's libstdc++ lacks.")]
    public void A_need_that_something_depends_on_is_kept(string version, string symbol, string message)
    {
        var image = Image();
        var refusal = Assert.Throws<InvalidDataException>(() => ElfVersionNeed.Weaken(image, version, symbol));
        Assert.Equal(message, refusal.Message);
        Assert.Equal(Library.Value, image);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1, 0 })]
    [InlineData(new byte[] { (byte)'M', (byte)'Z', 0, 0, 0, 0, 0, 0 })]
    public void What_is_no_64_bit_library_is_refused(byte[] image)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => ElfVersionNeed.Weaken(image, Version, Symbol));
        Assert.Equal("It is not a 64-bit little-endian ELF file.", refusal.Message);
    }

    [Fact]
    public void A_truncated_library_is_refused_wherever_it_ends() =>
        Gen.Int[6, Library.Value.Length - 1].Sample(length =>
        {
            var refusal = Assert.Throws<InvalidDataException>(
                () => ElfVersionNeed.Weaken(Library.Value[..length], Version, Symbol));
            Assert.Equal("It is not a well-formed 64-bit ELF library.", refusal.Message);
        }, iter: 50);

    private static byte[] Image() => Library.Value.ToArray();
}
