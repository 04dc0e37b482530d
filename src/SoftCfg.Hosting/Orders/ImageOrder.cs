using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Models;
using SoftCfg.Sessions;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Hosting.Orders;

/// <summary>
/// Images as people and programs ask for them, in words: the prompt, how many, how large, and settings by name. It becomes requests of an
/// engine; whatever cannot be is refused with the name of its field.
/// </summary>
public sealed record ImageOrder
{
    /// <summary>What to show: a prompt; of a model of classes the name, a synonym or the label of one.</summary>
    public required string Prompt { get; init; }

    /// <summary>Images, which differ by their index.</summary>
    /// <value>Default 1.</value>
    public int Count { get; init; } = 1;

    /// <summary>Width and height in pixels, such as <c>768x512</c>, or <c>auto</c>.</summary>
    /// <value>Default null: the model's.</value>
    public string? Size { get; init; }

    /// <summary>With the index, decides an image.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>The index of the first image; the others follow.</summary>
    /// <value>Default 0.</value>
    public long FirstIndex { get; init; }

    /// <summary>Settings of guidance and sampling, by name: see <see cref="SettingNames"/>.</summary>
    /// <value>Default: none, so that all are the model's own.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether to record what guidance does.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }

    /// <summary>Pixels of an image, at most, where the order says the size.</summary>
    /// <value>Default 1,048,576: 1024 x 1024.</value>
    public long MostPixels { get; init; } = 1 << 20;

    /// <summary>The requests, an image each.</summary>
    /// <param name="model">The model that is meant.</param>
    /// <param name="generator">The model, loaded.</param>
    /// <returns>As many as <see cref="Count"/>.</returns>
    /// <exception cref="OrderException">A field cannot be.</exception>
    public IReadOnlyList<ImageRequest> Requests(ServedModel model, ISessionGenerator generator)
    {
        if (Count < 1)
            throw new OrderException("n", $"n is {Count}; it must be at least 1.");
        if (FirstIndex < 0)
            throw new OrderException("index", $"index is {FirstIndex}; it must be at least 0.");
        var request = new ImageRequest
        {
            Seed = Seed,
            Guidance = SettingNames.Apply(generator.DefaultGuidance, GuidanceSettings.All, Settings),
            Sampling = SettingNames.Apply(generator.DefaultSampling, SamplingSettings.All, Settings),
            Trace = Trace,
        };
        SettingNames.RefuseStrangers(Settings, request.Guidance, request.Sampling);
        request = generator.ClassCount == 0
            ? request with { Prompt = PromptOf() }
            : request with { ClassLabel = LabelOf(model, generator) };
        return Enumerable.Range(0, Count).Select(image => request with { Index = FirstIndex + image }).ToList();
    }

    private ImagePrompt PromptOf()
    {
        if (string.IsNullOrWhiteSpace(Prompt))
            throw new OrderException("prompt", "prompt is empty; say what the image shows.");
        if (ImageSize.Parse(Size) is not var (width, height))
            return new(Prompt);
        if ((long)width * height > MostPixels)
            throw new OrderException("size", $"size is {Size}, {(long)width * height} pixels; at most {MostPixels} are made here.");
        try
        {
            return new(Prompt, new ImageGrid(width, height).Width, height);
        }
        catch (PromptException e)
        {
            throw new OrderException("size", e.Message, e);
        }
    }

    private int LabelOf(ServedModel model, ISessionGenerator generator)
    {
        if (ImageSize.Parse(Size) is var (width, height) && generator.FixedSize is { } own && (width, height) != (own, own))
            throw new OrderException("size", $"size is {Size}; the images of {model.Name} are {own}x{own}. Leave it out, or say auto.");
        try
        {
            return model.Classes is { } classes ? classes.Find(Prompt) : ClassLabel.Parse(Prompt, model.Name, generator.ClassCount);
        }
        catch (ArgumentException e) when (e is not OrderException)
        {
            throw new OrderException("prompt", e.Message, e);
        }
    }
}
