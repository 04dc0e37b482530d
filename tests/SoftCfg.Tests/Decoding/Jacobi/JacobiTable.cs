using SoftCfg.Decoding.Jacobi;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding.Jacobi;

/// <summary>
/// A model that is a table: the next token's distribution by how many tokens there are, modulo the table's first size, and by the last
/// two.
/// </summary>
internal sealed class JacobiTable
{
    private readonly TokenDistribution[] rows;
    private readonly long[] initial;

    /// <param name="table">float [phases, V, V, V].</param>
    /// <param name="initial">The two tokens in front of the first.</param>
    public JacobiTable(Tensor table, params long[] initial)
    {
        this.initial = initial;
        Vocabulary = (int)table.shape[3];
        Phases = (int)table.shape[0];
        using var floats = table.to(ScalarType.Float32);
        rows = Tensors.Floats(floats).Chunk(Vocabulary).Select(row => new TokenDistribution(0, row)).ToArray();
    }

    public int Vocabulary { get; }

    private int Phases { get; }

    /// <summary>Decodes tokens.</summary>
    /// <param name="options">How.</param>
    /// <param name="length">How many.</param>
    /// <param name="uniforms">By step and draw.</param>
    /// <param name="listener">Told of every window.</param>
    public IReadOnlyList<long> Decode(JacobiOptions options, int length, Func<int, int, double> uniforms, Action<JacobiIteration>? listener = null)
    {
        var chain = new JacobiChain(options, length,
            new DraftSource(options, options.RowLength, new StepConstraints(null), Vocabulary), uniforms);
        while (!chain.IsFinished)
        {
            chain.Propose();
            var window = Enumerable.Range(0, chain.Window).Select(row => Row(chain, row)).ToArray();
            var iteration = chain.Verify(window);
            listener?.Invoke(iteration);
        }
        return chain.Tokens;
    }

    private TokenDistribution Row(JacobiChain chain, int row)
    {
        var place = chain.Tokens.Count + row;
        return rows[(place % Phases * Vocabulary + TokenAt(chain, place - 2)) * Vocabulary + TokenAt(chain, place - 1)];
    }

    private long TokenAt(JacobiChain chain, int place)
    {
        if (place < 0)
            return initial[place + 2];
        return place < chain.Tokens.Count ? chain.Tokens[place] : chain.Drafts[place - chain.Tokens.Count].Token;
    }
}
