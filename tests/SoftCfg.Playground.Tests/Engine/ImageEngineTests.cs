using SoftCfg.Guidance;
using SoftCfg.Hosting.Engines;
using SoftCfg.Sessions;

namespace SoftCfg.Playground.Tests.Engine;

public class ImageEngineTests
{
    private const int Steps = 16;

    [Fact]
    public async Task Images_are_those_of_the_generator_whoever_their_neighbours_are()
    {
        using var generator = ImageGenerator.Load(TestModel.Path);
        var expected = generator.Generate(new() { Classes = [3, 1, 4], Seed = 7 }).ToList();
        await using var engine = new ImageEngine("tiny", ImageGenerator.Load(TestModel.Path), new() { Capacity = 2 });
        // Requests of several guidances at once, more images than places.
        var others = Enumerable.Range(0, 3).Select(other => Pictures(engine, [new()
        {
            ClassLabel = other,
            Guidance = new() { Kind = (GuidanceKind)other, Scale = 2 + other },
            Sampling = new() { TopK = 5 + other },
        }])).ToList();
        var pictures = await Pictures(engine, expected.Select(image =>
            new ImageRequest { ClassLabel = image.ClassLabel, Index = image.Index, Seed = 7 }).ToList());
        Assert.Equal(expected.Select(image => image.Tokens), pictures.Select(image => image.Tokens));
        Assert.Equal(expected.Select(image => image.Image.Pixels), pictures.Select(image => image.Picture.Pixels));
        foreach (var other in await Task.WhenAll(others))
            Assert.Single(other);
    }

    [Fact]
    public async Task A_request_joins_between_two_steps()
    {
        await using var paced = new PacedEngine(new() { Capacity = 2 });
        await using var first = await paced.StartAsync(watch: new() { Steps = true });
        await paced.Steps.ArrivalAsync();
        await paced.Steps.StepAsync(5);
        await using var second = await paced.StartAsync(watch: new() { Steps = true });
        await paced.Steps.StepAsync(2);
        // The first has done seven steps and the second one: it came while the sixth was being done.
        Assert.Equal(2, paced.Engine.Status.Active);
        Assert.Equal(0, (await second.NextAsync<SteppedEvent>()).Step);
        paced.Steps.Free();
        Assert.Equal(Enumerable.Range(0, Steps), (await first.RestAsync()).OfType<SteppedEvent>().Select(step => step.Step));
        Assert.Equal(Enumerable.Range(1, Steps - 1), (await second.RestAsync()).OfType<SteppedEvent>().Select(step => step.Step));
    }

    [Fact]
    public async Task A_large_request_delays_a_small_one_by_one_image()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1, QueueLimit = 100, LargestRequest = 100 });
        await using var large = await paced.StartAsync(100);
        await paced.Steps.ArrivalAsync();
        await using var small = await paced.StartAsync();
        await paced.Steps.StepAsync(2 * Steps);
        // The image that was growing when it came, one more whose turn it was, and then the small one's.
        Assert.IsType<StartedEvent>(await small.NextAsync());
        Assert.Equal(98, paced.Engine.Status.Waiting);
    }

    [Fact]
    public async Task Images_that_are_to_be_compared_begin_in_the_same_step()
    {
        await using var paced = new PacedEngine(new() { Capacity = 3 });
        await using var one = await paced.StartAsync();
        await paced.Steps.ArrivalAsync();
        await using var three = await paced.StartAsync(3, new() { Steps = true, Together = true });
        // Two places are free, and one who comes later has to wait: three would never find room otherwise.
        await using var later = await paced.StartAsync();
        await paced.Steps.StepAsync(Steps - 1);
        Assert.Equal(new EngineStatus(4, 1, 0, 0, false, null), paced.Engine.Status with { TokensPerSecond = 0 });
        await paced.Steps.StepAsync(2);
        Assert.Equal(3, paced.Engine.Status.Active);
        paced.Steps.Free();
        var steps = (await three.RestAsync()).OfType<SteppedEvent>().Select(step => (step.Step, step.Image));
        Assert.Equal(from step in Enumerable.Range(0, Steps) from image in Enumerable.Range(0, 3) select (step, image), steps);
        Assert.IsType<FinishedEvent>((await later.RestAsync())[^1]);
    }

    [Fact]
    public async Task Whoever_leaves_frees_the_place_before_the_next_step()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1 });
        var leaving = await paced.StartAsync(3);
        await paced.Steps.ArrivalAsync();
        await using var waiting = await paced.StartAsync(watch: new() { Steps = true });
        await leaving.DisposeAsync();
        await paced.Steps.StepAsync(2);
        Assert.Equal(0, (await waiting.NextAsync<SteppedEvent>()).Step);
        Assert.Equal((0, 1), (paced.Engine.Status.Waiting, paced.Engine.Status.Active));
    }

    [Fact]
    public async Task Cancelling_frees_the_place_before_the_next_step()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1 });
        using var cancellation = new CancellationTokenSource();
        await using var leaving = await paced.StartAsync(cancellationToken: cancellation.Token);
        await paced.Steps.ArrivalAsync();
        await using var waiting = await paced.StartAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(leaving.RestAsync);
        await paced.Steps.StepAsync();
        Assert.IsType<StartedEvent>(await waiting.NextAsync());
        Assert.Equal((0, 1), (paced.Engine.Status.Waiting, paced.Engine.Status.Active));
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1, QueueLimit = 2 });
        // Of the first image each step takes two seconds.
        paced.Steps.OnPass = () => paced.Time.Advance(TimeSpan.FromSeconds(2));
        await using var three = await paced.StartAsync(3);
        await paced.Steps.ArrivalAsync();
        await paced.Steps.StepAsync(4);
        var busy = await Assert.ThrowsAsync<EngineBusyException>(() => paced.StartAsync());
        Assert.Equal(TimeSpan.FromSeconds(2 * Steps), busy.RetryAfter);
        Assert.Equal("paced is busy: 2 images wait, as many as may. Try again in 32 s.", busy.Message);
        Assert.Equal(0.5, paced.Engine.Status.TokensPerSecond);
    }

    [Fact]
    public async Task Impossible_requests_are_refused_at_once()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1, QueueLimit = 2 });
        Assert.Equal("4 images were asked for at a time; it must be 1 to 3. (Parameter 'requests')",
            Assert.Throws<ArgumentException>(() => paced.Engine.RunAsync(new ImageRequest[4].Select(_ => new ImageRequest()).ToList())).Message);
        Assert.Throws<ArgumentException>(() => paced.Engine.RunAsync([]));
        Assert.Contains("Class 3 does not exist", Assert.Throws<ArgumentException>(() => paced.Engine.RunAsync([new() { ClassLabel = 3 }])).Message);
    }

    [Theory]
    [InlineData(0, 1, "Capacity must be from 1 to 1024 images.")]
    [InlineData(1, -1, "QueueLimit must be from 0 to 100000 images.")]
    public void Options_are_checked_when_an_engine_is_made(int capacity, int queue, string message)
    {
        using var generator = new ImageGenerator(new PacedModel(new Pace()), new GreyTokenizer(null));
        var refused = Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(
            () => new ImageEngine("paced", generator, new() { Capacity = capacity, QueueLimit = queue }));
        Assert.Equal(message, refused.Message);
    }

    private static async Task<List<FinishedEvent>> Pictures(ImageEngine engine, IReadOnlyList<ImageRequest> requests)
    {
        await using var run = await EngineRun.StartAsync(engine, requests);
        return (await run.RestAsync()).OfType<FinishedEvent>().OrderBy(image => image.Image).ToList();
    }
}
