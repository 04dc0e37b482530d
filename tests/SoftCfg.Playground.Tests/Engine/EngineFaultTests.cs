using SoftCfg.Hosting.Engines;

namespace SoftCfg.Playground.Tests.Engine;

public class EngineFaultTests
{
    [Fact]
    public async Task A_step_that_fails_fails_its_images_and_nobody_elses()
    {
        await using var paced = new PacedEngine(new() { Capacity = 2 });
        await using var first = await paced.StartAsync();
        await using var second = await paced.StartAsync();
        await using var waiting = await paced.StartAsync();
        await paced.Steps.ArrivalAsync();
        paced.Steps.OnPass = () => throw new InvalidOperationException("The device is gone.");
        await paced.Steps.StepAsync();
        var fault = paced.Engine.Status.Fault;
        Assert.Equal("The device is gone.", fault?.Message);
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(first.RestAsync));
        paced.Steps.OnPass = () => { };
        paced.Steps.Free();
        Assert.IsType<FinishedEvent>((await waiting.RestAsync())[^1]);
        Assert.Null(paced.Engine.Status.Fault);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_drawn_fails_its_request_only()
    {
        await using var paced = new PacedEngine(new() { Capacity = 2 }, paceDrawing: true);
        await using var first = await paced.StartAsync();
        await using var second = await paced.StartAsync();
        paced.Steps.Free();
        await paced.Drawing.ArrivalAsync();
        paced.Drawing.OnPass = () =>
        {
            paced.Drawing.OnPass = () => { };
            throw new InvalidOperationException("No paint.");
        };
        paced.Drawing.Free();
        var ends = await Task.WhenAll(End(first), End(second));
        Assert.Equal(["FinishedEvent", "No paint."], ends.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stopping_finishes_what_has_begun_and_refuses_what_waits()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1 });
        await using var begun = await paced.StartAsync();
        await paced.Steps.ArrivalAsync();
        await using var waiting = await paced.StartAsync(2);
        var stop = paced.Engine.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal("paced is stopping and makes no more images.", (await Assert.ThrowsAsync<EngineStoppedException>(waiting.RestAsync)).Message);
        await Assert.ThrowsAsync<EngineStoppedException>(() => paced.StartAsync());
        paced.Steps.Free();
        Assert.Equal(new EngineStop(Finished: 1, Cancelled: 0, Refused: 2), await stop);
        Assert.IsType<FinishedEvent>((await begun.RestAsync())[^1]);
    }

    [Fact]
    public async Task A_request_of_which_a_part_has_begun_gets_that_part_when_the_engine_stops()
    {
        await using var paced = new PacedEngine(new() { Capacity = 1 });
        await using var run = await paced.StartAsync(3);
        await paced.Steps.ArrivalAsync();
        var stop = paced.Engine.StopAsync(TestContext.Current.CancellationToken);
        paced.Steps.Free();
        await run.NextAsync<FinishedEvent>();
        await Assert.ThrowsAsync<EngineStoppedException>(run.RestAsync);
        Assert.Equal(new EngineStop(Finished: 1, Cancelled: 0, Refused: 2), await stop);
    }

    [Fact]
    public async Task Stopping_in_a_hurry_gives_up_what_has_begun()
    {
        await using var paced = new PacedEngine(new() { Capacity = 2 });
        await using var begun = await paced.StartAsync(2);
        await paced.Steps.ArrivalAsync();
        using var hurry = new CancellationTokenSource();
        var stop = paced.Engine.StopAsync(hurry.Token);
        await hurry.CancelAsync();
        // The step at work is done, and no other.
        paced.Steps.LetGo();
        Assert.Equal(new EngineStop(Finished: 0, Cancelled: 2, Refused: 0), await stop);
        await Assert.ThrowsAsync<EngineStoppedException>(begun.RestAsync);
    }

    [Fact]
    public async Task An_engine_that_does_nothing_stops_at_once()
    {
        await using var paced = new PacedEngine(new());
        Assert.Equal(new EngineStop(0, 0, 0), await paced.Engine.StopAsync(TestContext.Current.CancellationToken));
        Assert.True(paced.Engine.Status.IsStopping);
    }

    private static async Task<string> End(EngineRun run)
    {
        try
        {
            return (await run.RestAsync())[^1].GetType().Name;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }
}
