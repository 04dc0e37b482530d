using SoftCfg.Sessions;

namespace SoftCfg.Hosting.Engines;

/// <summary>An image that grows.</summary>
/// <param name="Request">Whose it is.</param>
/// <param name="Index">Its place in the request.</param>
/// <param name="Image">The image.</param>
internal sealed record ActiveImage(EngineRequest Request, int Index, SessionImage Image)
{
    /// <summary>Steps from one preview to the next; 0 where there are none.</summary>
    public int PreviewPeriod { get; } = Request.Watch.PreviewPeriod(Image.Steps);

    public bool IsPreviewDue => PreviewPeriod > 0 && Image.Step % PreviewPeriod == 0;

    /// <summary>Tells of the step that has just been done. On the session's thread.</summary>
    public void TellStep()
    {
        if (!Request.Watch.Steps || Image.Trace is not { } trace)
            return;
        var step = Image.Step - 1;
        Request.Mail.Add(new SteppedEvent(Index, step, Image.LastToken!.Value, trace.Scale[step], trace.Confidence[step],
            trace.Divergence.Count > step ? trace.Divergence[step] : null,
            trace.ValueWeights.Count > step ? trace.ValueWeights[step] : [],
            trace.Kept.Count > step && trace.Kept[step],
            trace.Candidates.Count > step ? trace.Candidates[step] : null));
    }
}
