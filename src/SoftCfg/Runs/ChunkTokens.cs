using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>
/// The tokens of a chunk, as its file has them: <c>tokens</c> int32 [n, L], codes row by row, <c>labels</c> int32 [n]; of prompts also
/// <c>rows</c> and <c>columns</c>, int32 [n]. Of images of several sizes L is that of the largest, and behind the others stands -1.
/// </summary>
internal sealed class ChunkTokens
{
    private const int Nothing = -1;

    private readonly List<int[]> images = [];
    private readonly List<(int Rows, int Columns)> grids = [];

    /// <summary>Adds those of the next image.</summary>
    public void Add(RunImage image)
    {
        images.Add(image.Tokens.Select(token => (int)token).ToArray());
        if (image.Grid is { } grid)
            grids.Add(grid);
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path, IReadOnlyList<int> labels)
    {
        using var scope = NewDisposeScope();
        var longest = images.Max(codes => codes.Length);
        var all = images.SelectMany(codes => codes.Concat(Enumerable.Repeat(Nothing, longest - codes.Length))).ToArray();
        List<(string, Tensor)> tensors = [("tokens", tensor(all, [images.Count, longest], ScalarType.Int32, CPU)), ("labels", Row(labels))];
        if (grids.Count > 0)
            tensors.AddRange([("rows", Row(grids.Select(grid => grid.Rows))), ("columns", Row(grids.Select(grid => grid.Columns)))]);
        SafetensorsWriter.Write(path, tensors);
    }

    /// <summary>Reads the tokens of every image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lengths">How many each image has.</param>
    /// <exception cref="RunException">The file is not that of these images.</exception>
    public static IReadOnlyList<long[]> Read(string path, IReadOnlyList<int> lengths)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            using var read = file.Read("tokens");
            if (!read.shape.SequenceEqual([lengths.Count, lengths.Max()]))
            {
                throw new RunException(path, $"the tokens are [{string.Join(", ", read.shape)}]; expected {lengths.Count} images of " +
                    $"{lengths.Max()}.");
            }
            using var wide = read.to(ScalarType.Int64);
            return wide.data<long>().ToArray().Chunk(lengths.Max()).Select((codes, i) => codes[..lengths[i]]).ToList();
        }
        catch (CheckpointException e)
        {
            throw new RunException(path, e.Problem, e);
        }
    }

    private static Tensor Row(IEnumerable<int> numbers)
    {
        var row = numbers.ToArray();
        return tensor(row, [row.Length], ScalarType.Int32, CPU);
    }
}
