using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Hosting.Engines;
using SoftCfg.Imaging;
using SoftCfg.Playground.Api;
using SoftCfg.Playground.Pages;
using SoftCfg.Playground.Tests.Engine;

namespace SoftCfg.Playground.Tests.Pages;

public sealed class PageEventsTests : IDisposable
{
    private readonly ImageGenerator generator = new(new PacedModel(new Pace()), new GreyTokenizer(null));
    private readonly PageEvents events;

    public PageEventsTests() => events = new([new() { ClassLabel = 0 }], generator,
        new CommandText(new() { Name = "own", Load = _ => generator }, generator, isLocal: true));

    public void Dispose() => generator.Dispose();

    [Fact]
    public void Steps_that_a_slow_page_missed_are_told_in_the_end_each_once()
    {
        Tell(new StartedEvent(0, 4, null));
        Tell(Step(0, [1]));
        // Steps 1 and 2 were dropped: what comes behind them waits for them.
        Assert.Empty(Tell(Step(3, [1, 1, 1])));
        var told = Tell(new FinishedEvent(0, new RgbImage(1, 1, [0, 0, 0]), [10, 11, 12, 13], new DecodeTrace
        {
            Scale = [1, 2, 3, 4],
            Confidence = [0.5f, 0.5f, 0.5f, 0.5f],
        }));
        Assert.Equal(["step", "step", "step", "finished"], told.Select(item => item.Name));
        Assert.Equal([1, 2, 3], told.SkipLast(1).Select(item => item.Data.GetProperty("step").GetInt32()));
        Assert.Equal([11, 12, 13], told.SkipLast(1).Select(item => item.Data.GetProperty("token").GetInt32()));
    }

    [Fact]
    public void Of_large_images_some_weights_are_told_and_every_perturbation()
    {
        Tell(new StartedEvent(0, 5000, null));
        var told = Enumerable.Range(0, 200).Select(step => Tell(Step(step, Enumerable.Repeat(0.5f, step).ToArray())).Single().Data).ToList();
        Assert.Equal([64, 128, 192], Enumerable.Range(0, 200).Where(step => told[step].TryGetProperty("weights", out _)));
        Assert.Equal(99.5, told[199].GetProperty("perturbation").GetDouble());
        Assert.Equal(4 * 64, told[64].GetProperty("weights").GetBytesFromBase64().Length);
    }

    [Fact]
    public void What_is_not_finite_is_left_out()
    {
        Tell(new StartedEvent(0, 4, null));
        var told = Tell(new SteppedEvent(0, 0, 3, 1, 0.5f, float.NaN, [], IsGiven: true, null)).Single().Data;
        Assert.False(told.TryGetProperty("divergence", out _));
        Assert.True(told.GetProperty("kept").GetBoolean());
    }

    private static SteppedEvent Step(int step, float[] weights) => new(0, step, step, 1, 0.5f, 0.1f, weights, IsGiven: false, null);

    private List<(string Name, JsonElement Data)> Tell(EngineEvent item) =>
        events.Of(item).Select(told => (told.Name, JsonSerializer.SerializeToElement(told.Data, told.Data.GetType(), ApiJson.Options))).ToList();
}
