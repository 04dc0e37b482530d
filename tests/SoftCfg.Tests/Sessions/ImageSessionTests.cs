using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Sessions;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Sessions;

public sealed class ImageSessionTests : IDisposable
{
    private static readonly GuidanceOptions Soft = new() { Scale = 4, Strength = 2 };

    private readonly TemporaryFolder folder = new();
    private readonly ImageGenerator generator;

    public ImageSessionTests() => generator = ImageGenerator.Load(TinyModel.Create(folder.Path));

    public void Dispose()
    {
        generator.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Images_of_a_session_are_those_of_the_generator()
    {
        var expected = generator.Generate(new() { Classes = [3, 1, 4, 1], Seed = 7, FirstIndex = 5, Guidance = Soft, Trace = true },
            null, Cancelled).ToList();
        using var session = generator.OpenSession(capacity: 2);
        var waiting = new Queue<SessionImage>(expected.Select(image =>
            generator.Prepare(new() { ClassLabel = image.ClassLabel, Seed = 7, Index = image.Index, Guidance = Soft, Trace = true })));
        var finished = new List<SessionImage>();
        // They join one by one, two steps apart, as there is place.
        for (var step = 0; waiting.Count > 0 || session.Count > 0; step++)
        {
            if (step % 2 == 0 && session.Count < session.Capacity && waiting.TryDequeue(out var next))
                session.Join(next);
            finished.AddRange(session.Step());
        }
        Assert.Equal(4, finished.Count);
        foreach (var image in finished)
        {
            var same = expected.Single(other => other.Index == image.Request.Index);
            Assert.Equal(same.Tokens, image.Tokens);
            Assert.Equal(same.Image.Pixels, image.Snapshot().Render().Pixels);
            Assert.Equal(same.Trace!.Confidence, image.Trace!.Confidence);
            Assert.Equal(same.Trace.ValueWeights, image.Trace.ValueWeights);
        }
    }

    [Fact]
    public void An_image_is_the_same_whatever_the_number_of_threads()
    {
        using var session = generator.OpenSession(capacity: 1);
        SessionImage Grown(int? threads)
        {
            var image = generator.Prepare(new() { ClassLabel = 1, Seed = 3, Guidance = Soft });
            session.Join(image);
            while (!image.IsFinished)
            {
                session.Step(threads);
                Assert.Equal(image.Tokens[^1], image.LastToken);
            }
            return image;
        }
        var (all, one) = (Grown(null), Grown(1));
        Assert.Equal(all.Tokens, one.Tokens);
        Assert.Equal(all.Snapshot().Render().Pixels, one.Snapshot().Render(threads: 1).Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Step(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Snapshot().Render(0));
        Assert.Null(generator.Prepare(new() { ClassLabel = 1 }).LastToken);
    }

    [Fact]
    public void Guidance_can_be_compared_step_by_step_on_the_same_random_numbers()
    {
        using var session = generator.OpenSession(capacity: 3);
        var images = Enum.GetValues<GuidanceKind>().Select(kind => generator.Prepare(
            new() { ClassLabel = 2, Seed = 1, Guidance = Soft with { Kind = kind }, Trace = true })).ToList();
        images.ForEach(session.Join);
        session.Step();
        session.Step();
        Assert.All(images, image => Assert.Equal((2, 2), (image.Step, image.Tokens.Count)));
        Assert.All(images, image => Assert.Equal(2, image.Trace!.Confidence.Count));
        // A first token has no weakened value before it: the two guided images begin alike.
        Assert.Equal(images[1].Tokens[0], images[2].Tokens[0]);
        Finish(session);
        Assert.Equal(3, images.Select(image => string.Join(' ', image.Tokens)).Distinct().Count());
    }

    [Fact]
    public void What_was_decoded_can_be_gone_on_with_under_another_seed()
    {
        var first = Finished(new() { ClassLabel = 5, Seed = 1, Guidance = Soft });
        IReadOnlyList<long?> upTo(int step) => first.Tokens.Select((token, at) => at < step ? token : (long?)null).ToList();
        var same = Finished(new() { ClassLabel = 5, Seed = 1, Guidance = Soft, Given = upTo(6) });
        Assert.Equal(first.Tokens, same.Tokens);
        var other = Finished(new() { ClassLabel = 5, Seed = 2, Guidance = Soft, Given = upTo(6) });
        Assert.Equal(first.Tokens.Take(6), other.Tokens.Take(6));
        Assert.NotEqual(first.Tokens.Skip(6), other.Tokens.Skip(6));
        var whole = Finished(new() { ClassLabel = 5, Seed = 2, Guidance = Soft, Given = upTo(16) });
        Assert.Equal(first.Tokens, whole.Tokens);
    }

    [Fact]
    public void A_snapshot_shows_what_there_is_and_grey_elsewhere()
    {
        using var session = generator.OpenSession(capacity: 1);
        // The last cell is given from the beginning.
        var given = new long?[16];
        given[15] = 3;
        var image = generator.Prepare(new() { ClassLabel = 1, Given = given });
        Assert.Equal(new TokenGrid(0, 4, 4), image.Grid);
        session.Join(image);
        var nothing = image.Snapshot();
        for (var step = 0; step < 6; step++)
            session.Step();
        var some = image.Snapshot();
        Finish(session);
        Assert.Equal((false, false, true), (nothing.IsWhole, some.IsWhole, image.Snapshot().IsWhole));
        Assert.Equal(6, some.Tokens.Count);
        Assert.Equal([15], CellsOf(nothing.Render()));
        Assert.Equal([0, 1, 2, 3, 4, 5, 15], CellsOf(some.Render()));
        Assert.Equal(Enumerable.Range(0, 16), CellsOf(image.Snapshot().Render()));
    }

    [Fact]
    public async Task Snapshots_are_drawn_on_other_threads_while_the_session_steps()
    {
        using var session = generator.OpenSession(capacity: 2);
        var image = generator.Prepare(new() { ClassLabel = 1 });
        session.Join(image);
        var drawn = new List<(ImageSnapshot Snapshot, Task<RgbImage> Picture)>();
        while (session.Count > 0)
        {
            session.Step();
            var snapshot = image.Snapshot();
            drawn.Add((snapshot, Task.Run(() => snapshot.Render(), Cancelled)));
        }
        foreach (var (snapshot, picture) in drawn)
            Assert.Equal(snapshot.Render().Pixels, (await picture).Pixels);
    }

    [Fact]
    public void The_likeliest_tokens_of_every_step_can_be_looked_at()
    {
        var image = Finished(new() { ClassLabel = 4, Guidance = Soft, Trace = true, Candidates = 3 });
        Assert.Equal(16, image.Trace!.Candidates.Count);
        foreach (var (step, candidates) in image.Trace.Candidates.Index())
        {
            foreach (var list in new[] { candidates.Conditional, candidates.Unconditional, candidates.Guided })
            {
                Assert.InRange(list.Count, 3, 4);
                Assert.Contains(list, candidate => candidate.Token == image.Tokens[step]);
                Assert.Equal(list.Select(c => c.Probability).OrderDescending(), list.Select(c => c.Probability));
                Assert.InRange(list.Sum(c => c.Probability), 0.001f, 1.0001f);
                Assert.Equal(list.Count, list.Select(c => c.Token).Distinct().Count());
            }
            // The trace's confidence is the largest conditional probability, which must be the first candidate's.
            Assert.Equal(image.Trace.Confidence[step], candidates.Conditional[0].Probability, 1e-5f);
        }
        var alone = Finished(new() { ClassLabel = 4, Guidance = new() { Kind = GuidanceKind.None }, Trace = true, Candidates = 2 });
        Assert.All(alone.Trace!.Candidates, candidates => Assert.Empty(candidates.Unconditional));
        Assert.All(alone.Trace.Candidates, candidates => Assert.Equal(candidates.Conditional, candidates.Guided));
        // More than there are codes: all of them.
        var all = Finished(new() { ClassLabel = 4, Trace = true, Candidates = 100_000 });
        Assert.All(all.Trace!.Candidates, candidates => Assert.Equal(1, candidates.Guided.Sum(c => c.Probability), 1e-3f));
    }

    [Fact]
    public void An_image_that_leaves_makes_place_and_changes_nothing_for_the_others()
    {
        var alone = Finished(new() { ClassLabel = 1, Seed = 9 });
        using var session = generator.OpenSession(capacity: 2);
        var (stays, leaves) = (generator.Prepare(new() { ClassLabel = 1, Seed = 9 }), generator.Prepare(new() { ClassLabel = 2 }));
        session.Join(stays);
        session.Join(leaves);
        session.Step();
        session.Leave(leaves);
        Assert.Empty(leaves.Tokens);
        session.Join(generator.Prepare(new() { ClassLabel = 3 }));
        Finish(session);
        Assert.Equal(alone.Tokens, stays.Tokens);
        Assert.Contains("not decoding in this session", Assert.Throws<ArgumentException>(() => session.Leave(leaves)).Message);
    }

    [Fact]
    public void What_cannot_be_generated_is_refused_before_it_joins()
    {
        void Refused(ImageRequest request, string message) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => generator.Prepare(request)).Message);
        Refused(new(), "give ClassLabel, and no prompt");
        Refused(new() { Prompt = new ImagePrompt("a cat") }, "give ClassLabel, and no prompt");
        Refused(new() { ClassLabel = 10 }, "the model has classes 0 to 9");
        Refused(new() { ClassLabel = -1 }, "the model has classes 0 to 9");
        Refused(new() { ClassLabel = 1, Index = -1 }, "Index");
        Refused(new() { ClassLabel = 1, Guidance = new() { Scale = -1 } }, "Scale");
        Refused(new() { ClassLabel = 1, Sampling = new() { Temperature = 0 } }, "Temperature");
        Refused(new() { ClassLabel = 1, Candidates = 3 }, "ask for Trace as well");
        Refused(new() { ClassLabel = 1, Given = [1, 2] }, "2 tokens are given; the image has 16");
        Refused(new() { ClassLabel = 1, Given = [.. Enumerable.Repeat<long?>(null, 15), 1_000_000] }, "The given token 1000000 at place 15");
    }

    [Fact]
    public void An_image_of_another_generator_is_refused()
    {
        using var other = ImageGenerator.Load(ModelDescription.Read(folder.Path));
        using var session = generator.OpenSession(capacity: 1);
        Assert.Contains("another generator",
            Assert.Throws<ArgumentException>(() => session.Join(other.Prepare(new() { ClassLabel = 1 }))).Message);
    }

    [Fact]
    public void A_picture_becomes_the_tokens_that_would_be_given()
    {
        var picture = Finished(new() { ClassLabel = 6 }).Snapshot().Render();
        var codes = generator.CodesOf(picture);
        Assert.Equal(16, codes.Count);
        var kept = Finished(new() { ClassLabel = 0, Given = codes.Select(code => (long?)code).ToList() });
        Assert.Equal(codes, kept.Tokens);
        Assert.Contains("64 × 64", Assert.Throws<ArgumentException>(() => generator.CodesOf(new RgbImage(8, 8, new byte[192]))).Message);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SessionImage Finished(ImageRequest request)
    {
        using var session = generator.OpenSession(capacity: 1);
        session.Join(generator.Prepare(request));
        return Finish(session);
    }

    private static SessionImage Finish(ImageSession session)
    {
        IReadOnlyList<SessionImage> finished = [];
        while (session.Count > 0)
            finished = session.Step();
        return finished[0];
    }

    /// <summary>The cells of the 4 x 4 grid that are not grey all over.</summary>
    private static List<int> CellsOf(RgbImage image)
    {
        bool isGrey(int cell) => Enumerable.Range(0, 256).All(at =>
            image[cell % 4 * 16 + at % 16, cell / 4 * 16 + at / 16] == (128, 128, 128));
        return Enumerable.Range(0, 16).Where(cell => !isGrey(cell)).ToList();
    }
}
