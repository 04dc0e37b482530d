namespace SoftCfg.Playground.Tests.Engine;

/// <summary>Holds a model up before each of its passes until the test lets it go on, so that what happens between two steps is certain.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Semaphores that nobody waits for with a handle hold nothing.")]
internal sealed class Pace
{
    private readonly SemaphoreSlim arrived = new(0), go = new(0);
    private volatile bool isFree;

    /// <summary>What a pass does once it may: nothing by default.</summary>
    public Action OnPass { get; set; } = () => { };

    /// <summary>On the model's thread: waits.</summary>
    public void Pass()
    {
        if (!isFree)
        {
            arrived.Release();
            go.Wait();
        }
        OnPass();
    }

    /// <summary>Waits until the model stands before a pass.</summary>
    public Task ArrivalAsync() => arrived.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets the pass happen that the model stands before.</summary>
    public void LetGo() => go.Release();

    /// <summary>Waits until the model stands before a pass, lets it happen, and waits until it stands before the next.</summary>
    public async Task StepAsync(int steps = 1)
    {
        for (var step = 0; step < steps; step++)
        {
            LetGo();
            await ArrivalAsync();
        }
    }

    /// <summary>Holds nobody up any more.</summary>
    public void Free()
    {
        isFree = true;
        go.Release(1000);
    }
}
