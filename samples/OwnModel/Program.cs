using OwnModel;
using SoftCfg;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using static TorchSharp.torch;

const int Steps = 100, Batch = 64, PerClass = 20;

random.manual_seed(1);
var model = new PatternTransformer();
Train(model);
model.eval();

// The generator owns both parts, and checks that they belong together.
using var generator = new ImageGenerator(model, new CellTokenizer())
{
    DefaultGuidance = new GuidanceOptions { Kind = GuidanceKind.SoftCfg, Scale = 3, ScalePower = 0 },
};
var kinds = Enum.GetValues<GuidanceKind>();
var sheet = new List<(GuidanceKind Kind, GeneratedImage Image)>();
foreach (var kind in kinds)
{
    var images = generator.Generate(new GenerationOptions
    {
        Classes = Enumerable.Range(0, generator.ClassCount).ToArray(),
        Count = PerClass * generator.ClassCount,
        Seed = 7,
        BatchSize = PerClass * generator.ClassCount,
        Guidance = generator.DefaultGuidance with { Kind = kind },
    }).ToList();
    var right = images.Count(image => Patterns.Shows(image.Tokens, image.ClassLabel));
    Console.WriteLine($"{GuidanceNames.TitleOf(kind),-12} {right} of {images.Count} images show the pattern of their class");
    sheet.AddRange(images.Take(4 * generator.ClassCount).Select(image => (kind, image)));
}
PngWriter.Write("patterns.png", new ContactSheet
{
    Images = sheet.OrderBy(entry => entry.Image.ClassLabel).ThenBy(entry => entry.Kind).Select(entry => entry.Image.Image).ToList(),
    Columns = 4 * kinds.Length,
    Groups = kinds.Select(kind => new ColumnGroup(GuidanceNames.TitleOf(kind), 4)).ToList(),
    RowLabels = Patterns.Names,
}.Draw());
Console.WriteLine("patterns.png");

static void Train(PatternTransformer model)
{
    var draw = new Random(1);
    using var optimizer = optim.AdamW(model.parameters(), lr: 3e-3);
    for (var step = 1; step <= Steps; step++)
    {
        using var scope = NewDisposeScope();
        var (tokens, labels) = Patterns.Draw(Batch, draw);
        // A tenth of the images have no class: the branch that guidance compares with.
        var context = labels.SelectMany(label => model.Context(draw.NextDouble() < 0.1 ? null : label)).ToArray();
        optimizer.zero_grad();
        var logits = model.Predict(tensor(context, [Batch, 1], ScalarType.Int64), tokens);
        var loss = nn.functional.cross_entropy(logits.flatten(0, 1), tokens.flatten());
        loss.backward();
        optimizer.step();
        if (step % 25 == 0)
            Console.WriteLine($"step {step}: loss {loss.item<float>():0.00}");
    }
}
