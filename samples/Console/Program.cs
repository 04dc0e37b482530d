using SoftCfg;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Labels;

// A model as the tool takes it: a checkpoint with its image tokenizer beside it, a folder, hf:org/name, or the embedded model.
var path = args.ElementAtOrDefault(0) ?? "fashion";
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

using var generator = ImageGenerator.Load(path, cancellationToken: stop.Token);
var names = generator.ClassCount == 10 ? ClassNames.Fashion : ClassNames.ImageNet;
int[] classes = [0, generator.ClassCount / 2, generator.ClassCount - 1];
var kinds = Enum.GetValues<GuidanceKind>();
var rows = classes.ToDictionary(label => label, _ => new List<RgbImage>());

foreach (var kind in kinds)
{
    var options = new GenerationOptions
    {
        Classes = classes,
        Count = 4 * classes.Length,  // image i has class i modulo their number
        Seed = 42,                   // the same random numbers for every kind
        Guidance = generator.DefaultGuidance with { Kind = kind },
        Trace = true,
    };
    var divergence = new List<float>();
    foreach (var image in generator.Generate(options, cancellationToken: stop.Token))
    {
        rows[image.ClassLabel].Add(image.Image);
        divergence.AddRange(image.Trace!.Divergence ?? []);
    }
    // What guidance amplifies: how far apart the predictions with and without a class are.
    var apart = divergence.Count > 0 ? $"the branches are {divergence.Average():0.000} apart" : "one branch";
    Console.WriteLine($"{GuidanceNames.TitleOf(kind),-12} {4 * classes.Length} images, {apart}");
}

var sheet = new ContactSheet
{
    Images = classes.SelectMany(label => rows[label]).ToList(),
    Columns = 4 * kinds.Length,
    Groups = kinds.Select(kind => new ColumnGroup(GuidanceNames.TitleOf(kind), 4)).ToList(),
    RowLabels = classes.Select(label => names.Names[label]).ToList(),
    Title = path,
};
PngWriter.Write("guidance.png", sheet.Draw());
Console.WriteLine("guidance.png");
