using SoftCfg.Checkpoints;
using SoftCfg.Hosting.Engines;
using SoftCfg.Labels;
using SoftCfg.Loading;
using SoftCfg.Sessions;

namespace SoftCfg.Hosting.Models;

/// <summary>A model that is served: its name, how it is loaded, and how much its engine takes on.</summary>
public sealed record ServedModel
{
    /// <summary>The name that requests give. What they say reaches nothing but this comparison.</summary>
    public required string Name { get; init; }

    /// <summary>Loads it, on a thread that may take its time; called once, unless it fails.</summary>
    public required Func<CancellationToken, ISessionGenerator> Load { get; init; }

    /// <summary>What it is, for people.</summary>
    /// <value>Default: <see cref="Name"/>.</value>
    public string Title { get => field ?? Name; init; }

    /// <summary>The names of its classes.</summary>
    /// <value>Default null: it has none, or it takes prompts.</value>
    public ClassNames? Classes { get; init; }

    /// <summary>The options by which the tool loads the same model, such as <c>--model PATH</c>, for whoever wants a command line.</summary>
    /// <value>Default null: the tool cannot, it is a model of your own.</value>
    public IReadOnlyList<string>? ToolOptions { get; init; }

    /// <summary>Whether a host loads it while it starts, and not when it is first asked for.</summary>
    /// <value>Default true.</value>
    public bool LoadsAtStart { get; init; } = true;

    /// <summary>How much its engine takes on.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>What a path holds, as the tool takes it. The weights are not read yet.</summary>
    /// <param name="name">The name that requests will give.</param>
    /// <param name="path">
    /// What <see cref="ImageGenerator.Load(string, string?, TorchSharp.torch.ScalarType, TorchSharp.torch.Device?, Layers.WeightFormat?, bool, Microsoft.Extensions.Logging.ILogger?, CancellationToken)"/>
    /// or <see cref="PromptImageGenerator.Load"/> takes: a model of classes or of prompts.
    /// </param>
    /// <param name="loading">How it will be loaded; defaults where null.</param>
    /// <returns>The model.</returns>
    /// <exception cref="CheckpointException">There is no model, or it is damaged.</exception>
    public static ServedModel Find(string name, string path, ModelLoading? loading = null)
    {
        loading ??= new();
        return OfPrompts(name, path, loading) ?? OfClasses(name, path, loading);
    }

    private static ServedModel OfClasses(string name, string path, ModelLoading loading)
    {
        var model = ModelDescription.Find(path, loading.Tokenizer);
        return new()
        {
            Name = name,
            Title = model.Name,
            Classes = ClassNames.Of(model.Name, model.Classes),
            ToolOptions = loading.ToolOptions(path, "--tokenizer"),
            Load = cancellationToken => ImageGenerator.Load(model, loading.Dtype, loading.Device, loading.Weights,
                cancellationToken: cancellationToken),
        };
    }

    /// <summary>The model, if the path is the folder of one that takes prompts.</summary>
    private static ServedModel? OfPrompts(string name, string path, ModelLoading loading) => !PromptImageGenerator.IsOne(path) ? null : new()
    {
        Name = name,
        Title = "Lumina-mGPT 2.0",
        ToolOptions = loading.ToolOptions(path, "--image-tokenizer"),
        Load = cancellationToken => PromptImageGenerator.Load(path, loading.Tokenizer, loading.Dtype, loading.Device, loading.Weights,
            cancellationToken: cancellationToken),
    };
}
