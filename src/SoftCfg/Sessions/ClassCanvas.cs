using SoftCfg.Decoding;
using SoftCfg.Families;
using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Sessions;

/// <summary>An image of a class: as many tokens as every other of its model.</summary>
/// <param name="tokenizer">What turns its tokens into pixels.</param>
/// <param name="device">Where that runs.</param>
/// <param name="given">Tokens that will stand where they do, whenever their turn comes; null where there are none.</param>
internal sealed class ClassCanvas(IImageTokenizer tokenizer, Device device, IReadOnlyList<long?>? given) : Canvas
{
    public override int Steps => tokenizer.TokensPerImage;

    public override TokenGrid? Grid { get; } = TokenLayout.Of(tokenizer.TokensPerImage);

    public override int Width => tokenizer.ImageSize;

    public override int Height => tokenizer.ImageSize;

    public override IReadOnlyList<long> CodesOf(IReadOnlyList<long> tokens) => tokens;

    protected override RgbImage DrawWhole(IReadOnlyList<long> tokens, CancellationToken cancellationToken) =>
        SingleImage.Decode(tokenizer, tensor(tokens.ToArray(), [1, Steps], ScalarType.Int64, device));

    protected override RgbImage DrawPart(IReadOnlyList<long> tokens, CancellationToken cancellationToken)
    {
        bool isThere(int step) => step < tokens.Count || given?[step] is not null;
        // What is missing is like what came last, so that little of it shows in its neighbours.
        var last = tokens.Count == 0 ? 0 : tokens[^1];
        var all = Enumerable.Range(0, Steps).Select(step => step < tokens.Count ? tokens[step] : given?[step] ?? last).ToArray();
        return Grid is not { } grid
            ? DrawWhole(all, cancellationToken)
            : OnGrey(DrawWhole(all, cancellationToken), grid, Enumerable.Range(0, grid.Cells).Where(cell => isThere(grid.StepOf(cell))));
    }
}
