using Microsoft.Extensions.Options;
using SoftCfg.Hosting.Models;

namespace SoftCfg.Hosting.Services;

/// <summary>Looks for the model when the host starts: a path that holds none is a mistake of the configuration.</summary>
/// <param name="model">The name of the model that has a path.</param>
internal sealed class ModelFileValidation(string model) : IValidateOptions<SoftCfgModelOptions>
{
    public ValidateOptionsResult Validate(string? name, SoftCfgModelOptions options)
    {
        if (name != model)
            return ValidateOptionsResult.Skip;
        if (options.Path.Length == 0)
            return ValidateOptionsResult.Fail($"SoftCfg model '{name}': Path is empty; give the model's folder or checkpoint, or fashion.");
        try
        {
            ServedModel.Find(name, options.Path, new() { Tokenizer = options.Tokenizer });
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ValidateOptionsResult.Fail($"SoftCfg model '{name}': {e.Message}");
        }
    }
}
