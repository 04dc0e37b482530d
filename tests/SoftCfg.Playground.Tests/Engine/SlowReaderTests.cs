using SoftCfg.Hosting.Engines;

namespace SoftCfg.Playground.Tests.Engine;

/// <summary>Readers that do not read hold nobody up, and hold no memory without bound.</summary>
public class SlowReaderTests
{
    private const int Steps = 16;

    [Fact]
    public async Task Who_is_far_behind_misses_steps_and_has_them_all_in_the_end()
    {
        await using var paced = new PacedEngine(new() { Capacity = 2, UnreadSteps = 4 });
        await using var slow = await paced.StartAsync(watch: new() { Steps = true });
        await using var other = await paced.StartAsync();
        paced.Steps.Free();
        // Nothing is read of the slow one, and the other is finished all the same.
        Assert.IsType<FinishedEvent>((await other.RestAsync())[^1]);
        var events = await slow.RestAsync();
        Assert.Equal([0, 1, 2, 3], events.OfType<SteppedEvent>().Select(step => step.Step));
        Assert.Equal(Steps, Assert.IsType<FinishedEvent>(events[^1]).Trace!.Confidence.Count);
    }

    [Fact]
    public async Task Of_previews_that_nobody_reads_the_latest_is_kept()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1 }, paceDrawing: true);
        await using var run = await paced.StartAsync(watch: new() { PreviewEvery = 2 });
        await paced.Steps.ArrivalAsync();
        await paced.Steps.StepAsync(4);
        await paced.Drawing.ArrivalAsync();
        await paced.Drawing.StepAsync();
        // The one of two tokens and the one of four are drawn; the reader has read neither.
        paced.Drawing.LetGo();
        await paced.Steps.StepAsync(2);
        await paced.Drawing.ArrivalAsync();
        Assert.IsType<StartedEvent>(await run.NextAsync());
        Assert.Equal(4, (await run.NextAsync<PreviewEvent>()).Step);
    }

    [Fact]
    public async Task Of_previews_that_cannot_be_drawn_in_time_the_latest_is_drawn()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1 }, paceDrawing: true);
        await using var run = await paced.StartAsync(watch: new() { PreviewEvery = 1 });
        await paced.Steps.ArrivalAsync();
        await paced.Steps.StepAsync();
        await paced.Drawing.ArrivalAsync();
        await paced.Steps.StepAsync(6);
        await paced.Drawing.StepAsync();
        Assert.Equal(1, (await run.NextAsync<PreviewEvent>()).Step);
        paced.Drawing.LetGo();
        Assert.Equal(7, (await run.NextAsync<PreviewEvent>()).Step);
    }

    [Fact]
    public async Task Finished_images_that_nobody_reads_hold_back_the_next_ones_of_their_request()
    {
        await using var paced = new PacedEngine(new() { Capacity = 2, QueueLimit = 20, LargestRequest = 20 });
        await using var slow = await paced.StartAsync(20);
        paced.Steps.Free();
        // Requests of others go on; of the slow one no more begin than twice the places of the engine.
        for (var other = 0; other < 5; other++)
        {
            await using var run = await EngineRun.StartAsync(paced.Engine, 1);
            Assert.IsType<FinishedEvent>((await run.RestAsync())[^1]);
        }
        Assert.Equal(16, paced.Engine.Status.Waiting);
        Assert.Equal(20, (await slow.RestAsync()).OfType<FinishedEvent>().Count());
    }

    [Fact]
    public async Task Previews_are_spread_over_the_image()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1 });
        await using var run = await paced.StartAsync(watch: new() { Previews = 3 });
        await paced.Steps.ArrivalAsync();
        foreach (var step in new[] { 4, 8, 12 })
        {
            await paced.Steps.StepAsync(4);
            var preview = await run.NextAsync<PreviewEvent>();
            Assert.Equal((step, 4, 4), (preview.Step, preview.Picture.Width, preview.Picture.Height));
        }
        paced.Steps.Free();
        Assert.IsType<FinishedEvent>(Assert.Single(await run.RestAsync()));
    }
}
