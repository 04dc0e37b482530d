using SoftCfg.Imaging;
using SoftCfg.Traces;

namespace SoftCfg.Runs;

/// <summary>An image of a run, as its chunk writes it.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Image">Its pixels.</param>
/// <param name="Tokens">Its codes, without what may stand between them.</param>
/// <param name="Grid">How many rows and columns of codes it has; null where all images of the model are alike.</param>
/// <param name="Text">What its file says of it.</param>
/// <param name="Trace">Writes what guidance did to it; null where nobody asked.</param>
internal sealed record RunImage(long Index, RgbImage Image, IReadOnlyList<long> Tokens, (int Rows, int Columns)? Grid,
    IReadOnlyList<KeyValuePair<string, string>> Text, Action<TraceWriter>? Trace);
