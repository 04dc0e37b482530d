using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Decoding.Jacobi;

/// <summary>What golden cases do not say of the loop on a table.</summary>
public sealed class JacobiTableTests : IDisposable
{
    private const int Length = 5;

    private readonly GoldenCase golden = GoldenCase.Load(Path.Combine(GoldenCases.OwnFolder, "jacobi", "statistics"));
    private readonly JacobiTable table;

    public JacobiTableTests() => table = new JacobiTable(golden.Input("table"), 0, 0);

    public void Dispose() => golden.Dispose();

    [Theory]
    [InlineData(DraftInitialization.RepeatLeft)]
    [InlineData(DraftInitialization.RepeatAbove)]
    [InlineData(DraftInitialization.SampleLeft)]
    [InlineData(DraftInitialization.SampleAbove)]
    public void However_tokens_are_drafted_they_are_distributed_as_one_by_one(DraftInitialization initialization)
    {
        var options = new JacobiOptions { Window = 4, Initialization = initialization, RowLength = 2 };
        var random = new SampleRandom(seed: 11);
        var sequences = Tensors.Longs(golden.Expected("sequences")).Chunk(Length).Select(Key).ToList();
        var counts = new int[sequences.Count];
        for (var image = 0L; image < 30_000; image++)
        {
            var index = image;
            counts[sequences.IndexOf(Key(table.Decode(options, Length, (step, draw) => random.Uniform(index, step, draw))))]++;
        }
        Assert.InRange(ChiSquare.Probability(counts, golden.Expected("joint").data<double>().ToArray()), 1e-4, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void No_uniform_serves_twice_and_their_order_is_fixed(int window)
    {
        var random = new SampleRandom(seed: 4);
        for (var image = 0L; image < 50; image++)
        {
            var (asked, fresh) = (new List<(int Step, int Draw)>(), new List<int>());
            var windows = new List<JacobiIteration>();
            table.Decode(new JacobiOptions { Window = window }, 20, (step, draw) =>
            {
                asked.Add((step, draw));
                return random.Uniform(image, step, draw);
            }, windows.Add);
            Assert.Equal(asked.Count, asked.Distinct().Count());
            for (var step = 0; step < windows.Count; step++)
            {
                var (n, drafted) = (windows[step].Window, windows[step].Drafts.Count - windows[step].Kept);
                // Random drafts, rows, the acceptances that were looked at, the replacement behind those of all drafts.
                var expected = Enumerable.Range(0, drafted + n + windows[step].Verdict.Ratios.Count).ToList();
                if (windows[step].Verdict.Replacement is not null)
                    expected.Add(drafted + n + n - 1);
                Assert.Equal(expected, asked.Where(draw => draw.Step == step).Select(draw => draw.Draw));
            }
        }
    }

    [Fact]
    public void Figures_count_what_happened()
    {
        var random = new SampleRandom(seed: 9);
        var (tally, windows) = (new JacobiTally(), new List<JacobiIteration>());
        table.Decode(new JacobiOptions { Window = 4 }, 200, (step, draw) => random.Uniform(0, step, draw), iteration =>
        {
            windows.Add(iteration);
            tally.Count(iteration, passesTaken: 2);
        });
        var figures = tally.ToFigures();
        Assert.Equal((windows.Count, 2 * windows.Count, 200), (figures.Steps, figures.Passes, figures.Tokens));
        Assert.Equal(windows.Sum(window => window.Drafts.Count), figures.Drafts);
        // One token a step comes of itself; the others are drafts that stand.
        Assert.Equal(200 - windows.Count, figures.DraftsAccepted);
        Assert.Equal(200.0 / windows.Count, figures.TokensPerStep);
        Assert.Equal(100.0 / windows.Count, figures.TokensPerPass);
        Assert.Equal((double)windows.Count(window => window.Accepted.Count == 1) / windows.Count, figures.SingleShare);
        // Every window looks at all its drafts, or at one that fell.
        var fell = windows.Count(window => window.Verdict.Replacement is not null);
        Assert.Equal((double)figures.DraftsAccepted / (figures.DraftsAccepted + fell), figures.AcceptanceRate);
        var twice = new JacobiResult([figures, figures]).All;
        Assert.Equal(new JacobiFigures(2 * figures.Steps, 2 * figures.Passes, 400, 2 * figures.SingleSteps, 2 * figures.Drafts,
            2 * figures.DraftsVerified, 2 * figures.DraftsAccepted), twice);
        Assert.Equal(0, new JacobiFigures(0, 0, 0, 0, 0, 0, 0).AcceptanceRate);
    }

    private static long Key(IEnumerable<long> tokens) => tokens.Aggregate(0L, (key, token) => key * 3 + token);
}
