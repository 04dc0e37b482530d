using static TorchSharp.torch;

namespace OwnModel;

/// <summary>The images to learn: 8 x 8 cells in two of eight colours, whose class says which cells have the same colour.</summary>
internal static class Patterns
{
    public const int Side = 8, Cells = Side * Side, Colours = 8;

    public static readonly string[] Names = ["rows", "columns", "checks", "diagonals"];

    // Some cells of every image have any colour: a model that has seen no mistakes does not know what to do behind one.
    private const double Noise = 0.08;

    /// <summary>Whether a cell of a class has the second colour.</summary>
    public static bool IsSecond(int label, int cell)
    {
        var (y, x) = (cell / Side, cell % Side);
        return label switch
        {
            0 => y % 2 == 1,
            1 => x % 2 == 1,
            2 => (x + y) % 2 == 1,
            _ => (x + y) / 2 % 2 == 1,
        };
    }

    /// <summary>Images of random classes and colours: tokens [count, cells], labels [count].</summary>
    public static (Tensor Tokens, int[] Labels) Draw(int count, Random random)
    {
        var labels = Enumerable.Range(0, count).Select(_ => random.Next(Names.Length)).ToArray();
        var tokens = labels.SelectMany(label => Image(label, random)).ToArray();
        return (tensor(tokens, [count, Cells], ScalarType.Int64), labels);
    }

    /// <summary>Whether tokens show the pattern of a class better than that of any other.</summary>
    public static bool Shows(IReadOnlyList<long> tokens, int label) =>
        Enumerable.Range(0, Names.Length).MaxBy(candidate => Agreement(tokens, candidate)) == label;

    private static long[] Image(int label, Random random)
    {
        var first = random.Next(Colours);
        var second = (first + 1 + random.Next(Colours - 1)) % Colours;
        return Enumerable.Range(0, Cells).Select(cell =>
            random.NextDouble() < Noise ? random.Next(Colours) : IsSecond(label, cell) ? second : (long)first).ToArray();
    }

    /// <summary>How many cells have the commonest colour of their kind.</summary>
    private static int Agreement(IReadOnlyList<long> tokens, int label) => Enumerable.Range(0, Cells)
        .GroupBy(cell => IsSecond(label, cell)).Sum(cells => cells.GroupBy(cell => tokens[cell]).Max(same => same.Count()));
}
