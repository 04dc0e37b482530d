using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Sampling;

/// <summary>The images of <c>--reconstruct</c>; image i of the run has original i modulo their count.</summary>
internal sealed class Originals
{
    private const string ClassKeyword = RunProvenance.Prefix + "class", NameKeyword = ClassKeyword + ".name";

    private readonly IReadOnlyList<string> files;

    private Originals(IReadOnlyList<string> files) => this.files = files;

    /// <summary>How many there are.</summary>
    public int Count => files.Count;

    /// <summary>Finds the originals; null where nothing is reconstructed.</summary>
    /// <param name="path">What <c>--reconstruct</c> says.</param>
    /// <param name="session">Takes notes of what is left out.</param>
    public static Originals? Find(string? path, Session session) =>
        path is null ? null : new Originals(ImageFiles.Find("--reconstruct", path, session));

    /// <summary>The name of an image's original.</summary>
    public string NameOf(long image) => Path.GetFileName(FileOf(image));

    /// <summary>Reads the original of an image.</summary>
    /// <param name="image">The image's index.</param>
    /// <param name="size">The width and height to crop and resize it to.</param>
    public RgbImage Read(long image, int size) => CenterCrop.Apply(ImageReader.Read(FileOf(image)), size);

    /// <summary>The class of each image: as typed, or else the one that its original says it was sampled with.</summary>
    /// <param name="typed">The labels of <c>--classes</c>, for image i number i modulo their count; none when not given.</param>
    /// <param name="model">The model whose classes they are.</param>
    /// <param name="count">How many images there will be.</param>
    public ClassCycle Classes(IReadOnlyList<int> typed, ModelDescription model, int count)
    {
        var own = typed.Count > 0 ? typed : files.Take(count).Select(file => RecordedClass(file, model)).ToList();
        var (left, right) = ((long)own.Count, (long)Count);
        while (right != 0)
            (left, right) = (right, left % right);
        return new ClassCycle(own, own.Count / left * Count /* the least common multiple */, count);
    }

    /// <summary>Refuses an output folder where an original would be replaced.</summary>
    public void RefuseReplacing(OutputFolder output, int count) =>
        ImageFiles.RefuseReplacing(files, path => output.Holds(path, count));

    /// <summary>The same for a run, which reads them when their chunk comes.</summary>
    /// <param name="keep">The probability that a token is kept.</param>
    public RunOriginals OfRun(double keep) => new(files.Select(file => RunPicture.Of(file)).ToList(), keep);

    private string FileOf(long image) => files[(int)(image % Count)];

    private static int RecordedClass(string file, ModelDescription model)
    {
        var isPng = file.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        var text = isPng ? PngText.Read(file) : [];
        if (Value(text, ClassKeyword) is not { } recorded ||
            !int.TryParse(recorded, NumberStyles.None, CultureInfo.InvariantCulture, out var label))
        {
            throw new UsageException(
                $"--reconstruct: '{file}' does not say its class, as images of 'softcfg sample' do. Give --classes.");
        }
        // The same label means something else to another model.
        if (label >= model.Classes.Count || (Value(text, NameKeyword) is { } name && name != model.Classes[label]))
        {
            throw new UsageException($"--reconstruct: '{file}' says its class is {label} ({Value(text, NameKeyword)}), which " +
                $"is no class of {model.Name}. Give --classes.");
        }
        return label;
    }

    private static string? Value(IReadOnlyList<KeyValuePair<string, string>> text, string keyword) =>
        text.Where(entry => entry.Key == keyword).Select(entry => entry.Value).FirstOrDefault();
}
