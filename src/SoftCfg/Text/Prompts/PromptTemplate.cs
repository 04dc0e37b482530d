using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SoftCfg.Files;

namespace SoftCfg.Text.Prompts;

/// <summary>
/// What a task says to the model around the words of the prompt, and whether it takes a picture. The sentences are those
/// that the released model was trained with.
/// </summary>
/// <remarks>Source: Lumina-mGPT 2.0, <c>generate_examples/generate.py</c> and <c>generate_single_prompt_with_image.py</c>.</remarks>
public sealed partial record PromptTemplate
{
    private const string PromptMark = "{prompt}", WidthMark = "{width}", HeightMark = "{height}", DescriptionMark = "{description}";

    private const string PairSentence = "Generate a dual-panel image of {width}x{height} where the <lower half> displays a " +
        "<{description}>, while the <upper half> retains the original image for direct visual comparison:\n{prompt}";

    private const string ReferenceSentence = "Generate a dual-panel image of {width}x{height} where the <upper half> displays a " +
        "<{description}>, while the <lower half> retains the original image for direct visual comparison:\n{prompt}";

    /// <summary>Makes a template of one's own, for a model that was trained with other sentences.</summary>
    /// <param name="name">What the task is called.</param>
    /// <param name="text">The sentence, with {prompt} and, where wanted, {width}, {height} and {description}; ASCII.</param>
    /// <param name="place">Where a given picture stands.</param>
    /// <param name="needsPicture">Whether there has to be one; otherwise there may be.</param>
    /// <exception cref="ArgumentException">The sentence has no place for the prompt, or is not ASCII.</exception>
    public PromptTemplate(string name, string text, PicturePlace place = PicturePlace.None, bool needsPicture = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Added tokens are found in it before it is normalized, which may change anything else.
        if (!text.Contains(PromptMark, StringComparison.Ordinal) || !Ascii.IsValid(text))
            throw new ArgumentException($"The text of template '{name}' has to be ASCII and to hold {PromptMark}.", nameof(text));
        (Name, Text, Place, NeedsPicture) = (name, text, place, needsPicture && place != PicturePlace.None);
    }

    /// <summary>Text to image: "t2i".</summary>
    public static PromptTemplate TextToImage { get; } =
        new("t2i", "Generate an image of {width}x{height} according to the following prompt:\n{prompt}");

    /// <summary>An image over its depth map, both generated: "depth". May take a picture to look at.</summary>
    public static PromptTemplate DepthPair { get; } = Pair("depth", "depth map");

    /// <summary>An image over its Canny edges, both generated: "canny". May take a picture to look at.</summary>
    public static PromptTemplate CannyPair { get; } = Pair("canny", "canny edge map");

    /// <summary>An image over its HED edges, both generated: "hed". May take a picture to look at.</summary>
    public static PromptTemplate HedPair { get; } = Pair("hed", "hed edge map");

    /// <summary>An image over its estimated pose, both generated: "openpose". May take a picture to look at.</summary>
    public static PromptTemplate PosePair { get; } = Pair("openpose", "pose estimation map");

    /// <summary>A depth map to an image: "i2i-depth". The map is the upper half.</summary>
    public static PromptTemplate FromDepth { get; } = Reference("i2i-depth", "depth map");

    /// <summary>Canny edges to an image: "i2i-canny". The edges are the upper half.</summary>
    public static PromptTemplate FromCanny { get; } = Reference("i2i-canny", "canny edge map");

    /// <summary>
    /// The subject of a picture in another scene: "i2i-subject". The picture is the upper half. The release describes every
    /// subject with the same words; <see cref="Description"/> takes others.
    /// </summary>
    public static PromptTemplate FromSubject { get; } = Reference("i2i-subject", "Bubbly and effervescent with a sparkling allure.");

    /// <summary>
    /// An instruction that changes a picture: "edit". The picture stands before the instruction and nothing around it, as the
    /// release encodes a picture that its text does not place; no sentence for editing is known from it.
    /// </summary>
    public static PromptTemplate Edit { get; } = new("edit", PromptMark, PicturePlace.BeforeText, needsPicture: true);

    /// <summary>All of these.</summary>
    public static IReadOnlyList<PromptTemplate> All { get; } =
        [TextToImage, DepthPair, CannyPair, HedPair, PosePair, FromDepth, FromCanny, FromSubject, Edit];

    /// <summary>What the task is called.</summary>
    public string Name { get; }

    /// <summary>The sentence, with marks where the prompt, the size and the description go.</summary>
    public string Text { get; }

    /// <summary>Where a given picture stands.</summary>
    public PicturePlace Place { get; }

    /// <summary>Whether there has to be a picture.</summary>
    public bool NeedsPicture { get; }

    /// <summary>What stands for {description}: what the given or generated half shows. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The template of a task.</summary>
    /// <param name="name">Its name, such as t2i.</param>
    /// <returns>One of <see cref="All"/>.</returns>
    /// <exception cref="PromptException">There is no such task.</exception>
    public static PromptTemplate Named(string name) => All.FirstOrDefault(template => template.Name == name) ??
        throw new PromptException($"There is no task '{ForeignText.Show(name)}'. Tasks are {string.Join(", ", All.Select(task => task.Name))}.");

    /// <summary>The whole text that the model gets, without separator.</summary>
    /// <param name="prompt">The words of the prompt.</param>
    /// <param name="grid">The size of the image, both halves of it where it has two.</param>
    /// <returns>The text.</returns>
    public string Format(string prompt, ImageGrid grid) => string.Concat(Parts(prompt, grid).Select(part => part.Text));

    /// <summary>The text in parts, of which those that people wrote are to stay text.</summary>
    internal IEnumerable<TextPart> Parts(string prompt, ImageGrid grid) => Mark().Split(Text).Select(part => part switch
    {
        PromptMark => new TextPart(prompt, AllowSpecialTokens: false),
        DescriptionMark => new TextPart(Description, AllowSpecialTokens: false),
        WidthMark => new TextPart(Digits(grid.Width), AllowSpecialTokens: false),
        HeightMark => new TextPart(Digits(grid.Height), AllowSpecialTokens: false),
        _ => new TextPart(part, AllowSpecialTokens: true),
    });

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static PromptTemplate Pair(string name, string description) =>
        new(name, PairSentence, PicturePlace.BeforeText) { Description = description };

    private static PromptTemplate Reference(string name, string description) =>
        new(name, ReferenceSentence, PicturePlace.UpperHalf, needsPicture: true) { Description = description };

    // What is captured is among the parts.
    [GeneratedRegex(@"(\{prompt\}|\{width\}|\{height\}|\{description\})")]
    private static partial Regex Mark();
}
