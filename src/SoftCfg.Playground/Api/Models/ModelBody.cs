namespace SoftCfg.Playground.Api.Models;

/// <summary>A model, in OpenAI's shape with a little more.</summary>
/// <param name="Id">The name that requests give.</param>
/// <param name="Object">Always <c>model</c>.</param>
/// <param name="Created">When the server was started, in seconds since 1970.</param>
/// <param name="OwnedBy">Always <c>softcfg</c>.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Takes"><c>class</c> or <c>prompt</c>; left out until the model is loaded.</param>
/// <param name="Size">The size of its images, where they all have one.</param>
/// <param name="Classes">The names of its classes by label; only where one model is asked for.</param>
internal sealed record ModelBody(string Id, string Object, long Created, string OwnedBy, string Title, string? Takes, string? Size,
    IReadOnlyList<string>? Classes);
