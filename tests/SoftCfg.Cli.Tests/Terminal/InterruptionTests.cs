using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Terminal;

public sealed class InterruptionTests : IDisposable
{
    private readonly List<string> notes = [];
    private readonly TaskCompletionSource<int> exit = new();
    private readonly Interruption interruption;

    public InterruptionTests() => interruption = new(notes.Add, code => exit.TrySetResult(code), TimeSpan.FromMilliseconds(50));

    [Fact]
    public async Task Work_that_does_not_look_is_ended_by_force_after_one_signal()
    {
        interruption.Stop(ExitCodes.HungUp);
        Assert.True(interruption.Token.IsCancellationRequested);
        Assert.Equal(ExitCodes.HungUp, await exit.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("the work did not stop within 0 s; ended by force.", Assert.Single(notes));
    }

    [Fact]
    public async Task Work_that_stops_in_time_is_left_alone()
    {
        interruption.Stop(ExitCodes.Interrupted);
        interruption.Dispose();
        await Task.Delay(200);
        Assert.False(exit.Task.IsCompleted);
        Assert.Equal(ExitCodes.Interrupted, interruption.Code);
    }

    [Fact]
    public async Task The_second_signal_ends_by_force_with_the_code_of_the_first()
    {
        using var patient = new Interruption(notes.Add, code => exit.TrySetResult(code), TimeSpan.FromHours(1));
        patient.Stop(ExitCodes.HungUp);
        Assert.False(exit.Task.IsCompleted);
        patient.Stop(ExitCodes.Interrupted);
        Assert.Equal(ExitCodes.HungUp, await exit.Task);
    }

    public void Dispose() => interruption.Dispose();
}
