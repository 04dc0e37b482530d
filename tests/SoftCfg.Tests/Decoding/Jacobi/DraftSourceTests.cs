using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Decoding.Jacobi;

/// <summary>What is drafted where nothing was left: which neighbour, at every column.</summary>
public class DraftSourceTests
{
    private const int Columns = 3, Vocabulary = 100;

    /// <summary>Two rows of three codes behind a start token; a row end behind each row, and an end.</summary>
    private static readonly ITokenConstraint Image =
        new ForcedStart([90], new ImageRows(2, Columns, new TokenRange(0, 50), RowEnd: 91, End: 92));

    private static readonly float[] ThreeToOne = [0.75f, 0.25f];

    // Steps: 0 start | 1 2 3 codes, 4 row end | 5 6 7 codes, 8 row end | 9 end.
    [Theory]
    [InlineData(DraftInitialization.RepeatLeft, 2, 1)]
    [InlineData(DraftInitialization.RepeatLeft, 3, 2)]
    [InlineData(DraftInitialization.RepeatLeft, 5, 1)]  // the first of its row has none to the left, but one above
    [InlineData(DraftInitialization.RepeatLeft, 6, 5)]
    [InlineData(DraftInitialization.RepeatAbove, 5, 1)]
    [InlineData(DraftInitialization.RepeatAbove, 6, 2)]
    [InlineData(DraftInitialization.RepeatAbove, 7, 3)]
    [InlineData(DraftInitialization.RepeatAbove, 2, 1)]  // nothing above, but something to the left
    public void A_neighbour_is_the_code_beside_or_above(DraftInitialization initialization, int step, int neighbour)
    {
        // Token t of the image is 10 + t.
        for (var known = 1; known <= step; known++)
        {
            var draft = Next(initialization, step, known);
            Assert.Equal(10 + neighbour, draft.Token);
            Assert.Equal(1, draft.Source[10 + neighbour]);
        }
    }

    [Theory]
    [InlineData(DraftInitialization.RepeatLeft)]
    [InlineData(DraftInitialization.RepeatAbove)]
    [InlineData(DraftInitialization.SampleLeft)]
    [InlineData(DraftInitialization.Random)]
    public void The_first_code_is_random_among_those_that_may_stand(DraftInitialization initialization)
    {
        Assert.Equal(0, Next(initialization, 1, 1, uniform: 0).Token);
        Assert.Equal(25, Next(initialization, 1, 1, uniform: 0.5).Token);
        Assert.Equal(49, Next(initialization, 1, 1, uniform: 0.999999).Token);
    }

    [Theory]
    [InlineData(4, 91)]
    [InlineData(8, 91)]
    [InlineData(9, 92)]
    public void Where_one_token_may_stand_it_is_the_draft_and_nothing_is_drawn(int step, long token)
    {
        foreach (var initialization in Enum.GetValues<DraftInitialization>())
            Assert.Equal(token, Next(initialization, step, known: 1, uniform: null).Token);
    }

    [Fact]
    public void As_released_codes_are_drafted_where_a_row_must_end()
    {
        var options = JacobiOptions.AsReleased(2, Columns, new TokenRange(0, 50));
        var source = new DraftSource(options, 0, new StepConstraints(Image), Vocabulary);
        Assert.Equal(20, source.Next(4, [90, 11, 12, 13], [], () => 0.4).Token);
    }

    [Theory]
    [InlineData(DraftInitialization.SampleLeft, 7, 6)]
    [InlineData(DraftInitialization.SampleAbove, 7, 3)]
    [InlineData(DraftInitialization.SampleLeft, 5, 1)]
    public void A_draft_may_be_drawn_from_the_distribution_of_its_neighbour(DraftInitialization initialization, int step, int neighbour)
    {
        var options = new JacobiOptions { Initialization = initialization };
        var source = new DraftSource(options, Columns + 1, new StepConstraints(Image), Vocabulary);
        // Place t was drawn from 2 t and 2 t + 1, three to one.
        TokenDistribution At(int place) => new(2 * place, ThreeToOne);
        for (var known = 1; known <= step; known++)
        {
            var tokens = Enumerable.Range(0, known).Select(place => 2L * place).ToList();
            for (var place = 0; place < known; place++)
                source.Keep(place, At(place));
            var drafts = Enumerable.Range(known, step - known).Select(place => new Draft(2 * place, At(place))).ToList();
            Assert.Equal(2 * neighbour, source.Next(step, tokens, drafts, () => 0.74).Token);
            var draft = source.Next(step, tokens, drafts, () => 0.76);
            Assert.Equal(2 * neighbour + 1, draft.Token);
            Assert.Equal(0.25f, draft.Source[draft.Token]);
        }
    }

    private static Draft Next(DraftInitialization initialization, int step, int known, double? uniform = 0.5)
    {
        var options = new JacobiOptions { Initialization = initialization };
        var source = new DraftSource(options, Columns + 1, new StepConstraints(Image), Vocabulary);
        var tokens = Enumerable.Range(0, known).Select(place => 10L + place).ToList();
        var drafts = Enumerable.Range(known, step - known).Select(place => Draft.Of(10 + place)).ToList();
        return source.Next(step, tokens, drafts, () => uniform ?? throw new InvalidOperationException("A uniform was drawn."));
    }
}
