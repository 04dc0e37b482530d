using SoftCfg.Decoding;
using SoftCfg.Layers;
using SoftCfg.Sessions;
using SoftCfg.Tests.Common;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Sessions;

public sealed class PromptSessionTests : IDisposable
{
    private static readonly ImagePrompt Fox = new("a red fox in the snow", 64, 32);

    private readonly PromptImageGenerator generator = PromptImageGenerator.Load(TinyLumina.Shared, weights: WeightFormat.Float32,
        cancellationToken: TestContext.Current.CancellationToken);

    public void Dispose() => generator.Dispose();

    [Fact]
    public void Images_of_several_sizes_and_prompts_grow_together_as_they_do_alone()
    {
        ImagePrompt[] prompts = [Fox, new("A cat.", 32, 64), Fox];
        var expected = generator.Generate(new() { Prompts = prompts, Seed = 3, Trace = true }, null, TestContext.Current.CancellationToken).ToList();
        using var session = generator.OpenSession(capacity: 3, new SessionSize(256, 256));
        var images = prompts.Select((prompt, i) => generator.Prepare(new() { Prompt = prompt, Seed = 3, Index = i, Trace = true })).ToList();
        images.ForEach(session.Join);
        while (session.Count > 0)
            session.Step();
        for (var i = 0; i < prompts.Length; i++)
        {
            Assert.Equal(expected[i].Tokens, images[i].Tokens);
            Assert.Equal(expected[i].Image.Pixels, images[i].Snapshot().Render().Pixels);
            Assert.Equal(expected[i].Trace!.ValueWeights, images[i].Trace!.ValueWeights);
        }
    }

    [Fact]
    public void Given_codes_stand_where_they_do_and_the_others_are_sampled()
    {
        var first = Finished(new() { Prompt = Fox, Seed = 1 });
        var codes = first.CodesOf(first.Tokens);
        Assert.Equal(32, codes.Count);
        Assert.All(codes, code => Assert.InRange(code, 0, 3));
        var same = Finished(new() { Prompt = Fox, Seed = 1, Given = codes.Select((code, at) => at < 11 ? code : (long?)null).ToList() });
        Assert.Equal(first.Tokens, same.Tokens);
        var other = Finished(new() { Prompt = Fox, Seed = 2, Given = codes.Select((code, at) => at % 2 == 0 ? code : (long?)null).ToList() });
        var mixed = other.CodesOf(other.Tokens);
        Assert.All(Enumerable.Range(0, 32).Where(at => at % 2 == 0), at => Assert.Equal(codes[at], mixed[at]));
        Assert.NotEqual(codes, mixed);
    }

    [Fact]
    public void A_snapshot_shows_the_row_at_work_as_far_as_it_is()
    {
        using var session = generator.OpenSession(capacity: 1, new SessionSize(256, 256));
        var image = generator.Prepare(new() { Prompt = Fox });
        Assert.Equal((new TokenGrid(0, 4, 8) { RowLength = 9 }, 37), (image.Grid, image.Steps));
        session.Join(image);
        var blank = image.Snapshot().Render();
        // A row of eight codes, its end, two codes of the next.
        for (var step = 0; step < 11; step++)
            session.Step();
        var part = image.Snapshot().Render();
        Assert.Equal((64, 32), (part.Width, part.Height));
        Assert.All(blank.Pixels, value => Assert.Equal(128, value));
        bool isGrey(int row, int column) => Enumerable.Range(0, 64).All(at => part[column * 8 + at % 8, row * 8 + at / 8] == (128, 128, 128));
        for (var cell = 0; cell < 32; cell++)
            Assert.Equal(cell >= 10, isGrey(cell / 8, cell % 8));
    }

    [Fact]
    public void What_cannot_be_generated_is_refused_before_it_joins()
    {
        void Refused(ImageRequest request, string message) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => generator.Prepare(request)).Message);
        Refused(new(), "give Prompt, and no class");
        Refused(new() { Prompt = Fox, ClassLabel = 1 }, "give Prompt, and no class");
        Refused(new() { Prompt = Fox with { Width = 33 } }, "33");
        Refused(new() { Prompt = new ImagePrompt("") }, "empty");
        Refused(new() { Prompt = Fox, Given = [1] }, "1 tokens are given; the image has 32");
        using var session = generator.OpenSession(capacity: 1, new SessionSize(256, 30));
        Assert.Contains("37 tokens was asked for; images have 30 at most",
            Assert.Throws<ArgumentException>(() => session.Join(generator.Prepare(new() { Prompt = Fox }))).Message);
    }

    [Fact]
    public void A_picture_becomes_the_codes_that_would_be_given()
    {
        var picture = Finished(new() { Prompt = Fox }).Snapshot().Render();
        var codes = ((ISessionGenerator)generator).CodesOf(picture);
        Assert.Equal(32, codes.Count);
        var kept = Finished(new() { Prompt = Fox, Given = codes.Select(code => (long?)code).ToList() });
        Assert.Equal(codes, kept.CodesOf(kept.Tokens));
    }

    private SessionImage Finished(ImageRequest request)
    {
        using var session = generator.OpenSession(capacity: 1, new SessionSize(256, 256));
        var image = generator.Prepare(request);
        session.Join(image);
        while (session.Count > 0)
            session.Step();
        return image;
    }
}
