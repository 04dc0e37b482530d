using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Files;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Loading.Configuration;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Everything that reads a file of a stranger.</summary>
    public static TheoryData<string> Readers() => new(Read.Keys);

    private static readonly Dictionary<string, Action<string>> Read = new(StringComparer.Ordinal)
    {
        ["checkpoint"] = path => Checkpoint.Open(path).Dispose(),
        ["model"] = path => ModelDescription.Find(path),
        ["configuration"] = path => UpstreamConfig.FromArguments([$"config={path}"]),
        ["image"] = path => ImageReader.Read(path),
        ["text of an image"] = path => PngText.Read(path),
        ["graph"] = path => InceptionNetwork.Load(path).Dispose(),
        ["set"] = path => Evaluator.EnsureUsable(path, null!),
        ["trace"] = path => TraceReader.Open(path).Dispose(),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_pipe_is_refused_by_every_reader_without_waiting_for_a_writer(string reader)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Unix.Needed);
        var pipe = Unix.MakePipe(folder.File("pipe"));
        Assert.Matches("(this|.) is a pipe", Refusal(reader, pipe));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_device_is_refused_by_every_reader(string reader)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Unix.Needed);
        Assert.Contains("is a device", Refusal(reader, "/dev/zero"));
    }

    [Fact]
    public void A_description_that_leads_to_a_device_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Unix.Needed);
        File.CreateSymbolicLink(folder.File("model.json"), "/dev/zero");
        Assert.Contains("is a device", Assert.ThrowsAny<IOException>(() => ModelDescription.Find(folder.Path)).Message);
    }

    [Fact]
    public void A_file_without_a_length_is_read_and_one_that_is_too_long_is_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is /proc on Linux only.");
        Assert.NotEmpty(RegularFile.ReadAllBytes("/proc/self/status", 1 << 16));
        var path = folder.Write("long", new byte[11]);
        Assert.Contains("larger than 10 bytes", Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(path, 10)).Message);
        Assert.Equal(11, RegularFile.ReadAllBytes(path, 11).Length);
    }

    private static string Refusal(string reader, string path) =>
        Assert.ThrowsAny<IOException>(() => Read[reader](path)).Message;

    public void Dispose() => folder.Dispose();
}
