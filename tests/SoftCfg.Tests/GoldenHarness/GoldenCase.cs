using System.Text.Json;
using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// One case of the reference: a folder with <c>case.json</c> and its tensors. Owns the tensors it hands out.
/// </summary>
internal sealed class GoldenCase : IDisposable
{
    private const string InputsFile = "inputs.safetensors", ExpectedFile = "expected.safetensors";

    private readonly JsonDocument json;
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> leftOut = new(StringComparer.Ordinal);

    private GoldenCase(string folder, JsonDocument json)
    {
        Folder = folder;
        this.json = json;
    }

    public string Folder { get; }

    /// <summary>The model family, which decides what checks there are.</summary>
    public string Family => Text(Json, "family");

    /// <summary>
    /// What was run: forward, generate, recursion, schedule, encode, decode, postprocess. Cases without a "kind" name it as their
    /// "case".
    /// </summary>
    public string Kind => Text(Json, Json.TryGetProperty("kind", out _) ? "kind" : "case");

    /// <summary>All of case.json.</summary>
    public JsonElement Json => json.RootElement;

    /// <summary>The model's configuration, under the reference's own keys.</summary>
    public JsonElement Config => Json.GetProperty("config");

    /// <summary>The sampling parameters, under the reference's own keys.</summary>
    public JsonElement Sampling => Json.GetProperty("sampling");

    /// <summary>The folder that holds weights.safetensors, and weights.bin where there is one: the case's own unless it names one.</summary>
    public string WeightsFolder =>
        Path.GetFullPath(File.Exists(Path.Combine(Folder, "weights.safetensors")) ? Folder : Path.Combine(Folder, Text(Json, "weights")));

    /// <summary>What the reference had been changed in before it was run: "none" or a sentence.</summary>
    public string ReferencePatch => Text(Json.GetProperty("reference"), "patch");

    /// <summary>Where the code that was run comes from: owner/name.</summary>
    public string ReferenceRepository => Text(Json.GetProperty("reference"), "repository");

    public static GoldenCase Load(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, "case.json"));
        return new GoldenCase(folder, JsonDocument.Parse(stream));
    }

    /// <summary>An input tensor; the case owns it.</summary>
    public Tensor Input(string name) => Read(InputsFile, name);

    /// <summary>An input where models run; the caller disposes it.</summary>
    public Tensor Placed(string name) => Input(name).to(GoldenDevice.Current, copy: true);

    /// <summary>A tensor that the reference returned; the case owns it.</summary>
    public Tensor Expected(string name) => Read(ExpectedFile, name);

    /// <summary>Whether the reference was given a tensor of this name.</summary>
    public bool Has(string name) => Names(InputsFile).Contains(name);

    /// <summary>Whether the reference returned a tensor of this name.</summary>
    public bool Expects(string name) => Names(ExpectedFile).Contains(name);

    /// <summary>The names of all tensors that the reference returned, in the file's order.</summary>
    public IReadOnlyList<string> ExpectedNames => Names(ExpectedFile);

    /// <summary>The tensors that no check has read and none has said that it does not: by file and name.</summary>
    public IEnumerable<string> Unread => All.Where(name => !tensors.ContainsKey(name) && !leftOut.Contains(name));

    private IEnumerable<string> All =>
        from file in new[] { InputsFile, ExpectedFile }
        where File.Exists(Path.Combine(Folder, file))
        from name in Names(file)
        select $"{file}/{name}";

    /// <summary>Says that the check does not read a tensor, if the case has it.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="reason">Why nothing can be compared with it, or nothing needs to be; for the reader of the check.</param>
    public void LeaveOut(string name, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        leftOut.UnionWith(All.Where(full => full[(full.IndexOf('/', StringComparison.Ordinal) + 1)..] == name));
    }

    /// <summary>The uniforms of every step, as sampling takes them.</summary>
    /// <returns>One array [B] per step.</returns>
    public double[][] Uniforms()
    {
        using var scope = NewDisposeScope();
        var bySteps = Input("uniforms").to(ScalarType.Float64).t().contiguous();  // [steps, B]
        return bySteps.unbind(0).Select(step => step.data<double>().ToArray()).ToArray();
    }

    public void Dispose()
    {
        json.Dispose();
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }

    private IReadOnlyList<string> Names(string file)
    {
        if (names.TryGetValue(file, out var found))
            return found;
        if (!File.Exists(Path.Combine(Folder, file)))
            return names[file] = [];
        using var checkpoint = SafetensorsFile.Open(Path.Combine(Folder, file));
        return names[file] = checkpoint.Tensors.Select(tensor => tensor.Name).ToList();
    }

    private Tensor Read(string file, string name)
    {
        var key = $"{file}/{name}";
        if (!tensors.TryGetValue(key, out var tensor))
        {
            using var checkpoint = SafetensorsFile.Open(Path.Combine(Folder, file));
            tensors[key] = tensor = checkpoint.Read(name).DetachFromDisposeScope();
        }
        return tensor;
    }

    private static string Text(JsonElement parent, string key) =>
        parent.TryGetProperty(key, out var value) && value.GetString() is { } text
            ? text
            : throw new InvalidDataException($"case.json has no text \"{key}\"");
}
