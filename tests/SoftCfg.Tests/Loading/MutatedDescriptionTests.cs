using System.Text;
using System.Text.Json.Nodes;
using SoftCfg.Checkpoints;
using SoftCfg.Loading;

namespace SoftCfg.Tests.Loading;

/// <summary>Whatever a description says, it is read or refused by one exception type, before anything large is made of it.</summary>
public sealed class MutatedDescriptionTests : IDisposable
{
    private const int Runs = 120;

    private static readonly string[] Values =
    [
        "null", "\"\"", "\"a\\u0000b\"", "\"\\ud800\"", "-1", "0", "1.5", "1000000000", "1e300", "1e400", "true", "[]", "{}", "[null]",
        $"\"{new string('x', 50_000)}\"", $"{new string('[', 200)}{new string(']', 200)}", "\"../../etc/passwd\"", "\"a\\nb\"",
    ];

    private readonly TemporaryFolder folder = new();
    private readonly string json;

    public MutatedDescriptionTests()
    {
        TinyModel.Create(folder.File("model"));
        json = File.ReadAllText(Description);
    }

    private string Description => folder.File($"model/{ModelDescription.FileName}");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Any_value_in_any_place_is_read_or_refused_by_one_exception()
    {
        var paths = Places(JsonNode.Parse(json)!).ToList();
        var random = new Random(20251126);
        var refused = 0;
        for (var run = 0; run < Runs; run++)
        {
            var (path, value) = (paths[random.Next(paths.Count)], Values[random.Next(Values.Length)]);
            if (IsRefused(Encoding.UTF8.GetBytes(Replaced(path, value)), $"{path} = {value[..Math.Min(value.Length, 40)]}"))
                refused++;
        }
        // Most values have no business in most places.
        Assert.InRange(refused, Runs / 2, Runs);
    }

    [Fact]
    public void Any_damaged_byte_is_read_or_refused_by_one_exception()
    {
        var random = new Random(7);
        var before = Encoding.UTF8.GetBytes(json);
        for (var run = 0; run < 500; run++)
        {
            var bytes = before.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Description, bytes);
            try
            {
                ModelDescription.Read(folder.File("model"));
            }
            catch (CheckpointException)
            {
                // As it should be.
            }
        }
    }

    [Theory]
    [InlineData("classes", "[null]", "classes[0] is null; it must be a text.")]
    [InlineData("classes", "[\"a\\u0000b\"]", "classes[0] holds control characters")]
    [InlineData("name", "\"\\u001b[2J\"", "name holds control characters")]
    [InlineData("name", "\"\"", "name is empty")]
    [InlineData("guidance", "{ \"scale\": 1e400 }", "Guidance Scale is 1e400; it must be a number from 0 to 10000.")]
    [InlineData("guidance", """{ "scale": 1e300 }""", "Guidance Scale is 1e300; it must be a number from 0 to 10000.")]
    [InlineData("guidance", "{ \"scale\": -1 }", "Guidance Scale is -1")]
    [InlineData("sampling", "{ \"top_k\": 10000000000 }", "the description cannot be used")]
    public void What_is_wrong_is_named(string key, string value, string message)
    {
        File.WriteAllText(Description, Replaced($"/{key}", value));
        var error = Assert.Throws<CheckpointException>(() => ModelDescription.Read(folder.File("model")));
        Assert.StartsWith($"{Description}: the description cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_name_of_a_page_is_refused()
    {
        File.WriteAllText(Description, Replaced("/classes", $"[\"{new string('w', 50_000)}\"]"));
        Assert.EndsWith("classes[0] has 50000 letters; it may have 512.",
            Assert.Throws<CheckpointException>(() => ModelDescription.Read(folder.File("model"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_never_ends_is_refused_after_its_largest_size()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.Delete(Description);
        File.CreateSymbolicLink(Description, "/dev/zero");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<CheckpointException>(() => ModelDescription.Read(folder.File("model")));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    private bool IsRefused(byte[] description, string what)
    {
        File.WriteAllBytes(Description, description);
        try
        {
            ImageGenerator.Load(ModelDescription.Read(folder.File("model")),
                cancellationToken: TestContext.Current.CancellationToken).Dispose();
            return false;
        }
        catch (CheckpointException)
        {
            return true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
    }

    private string Replaced(string path, string value)
    {
        // By its text: what is put in need not be JSON that a node can hold.
        const string mark = "\"the place\"";
        var root = JsonNode.Parse(json)!;
        var keys = path.Split('/')[1..];
        var parent = keys[..^1].Aggregate(root, (node, key) => node is JsonArray list ? list[int.Parse(key)]! : node[key]!);
        if (parent is JsonArray items)
            items[int.Parse(keys[^1])] = "the place";
        else
            parent[keys[^1]] = "the place";
        return root.ToJsonString().Replace(mark, value, StringComparison.Ordinal);
    }

    /// <summary>Paths of all values below a node.</summary>
    private static IEnumerable<string> Places(JsonNode node, string path = "")
    {
        var below = node switch
        {
            JsonObject section => section.Select(entry => (entry.Key, entry.Value)),
            JsonArray list => list.Select((item, i) => ($"{i}", item)),
            _ => [],
        };
        foreach (var (key, value) in below)
        {
            yield return $"{path}/{key}";
            foreach (var place in value is null ? [] : Places(value, $"{path}/{key}"))
                yield return place;
        }
    }
}
