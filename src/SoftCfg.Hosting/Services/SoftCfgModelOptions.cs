using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Layers;
using TorchSharp;

namespace SoftCfg.Hosting.Services;

/// <summary>One model of a host: named options, whose name is the model's. Checked when the host starts.</summary>
public sealed class SoftCfgModelOptions
{
    /// <summary>The model, as the tool takes it: a folder, a checkpoint, <c>hf:ORG/NAME</c>, or <c>fashion</c>.</summary>
    /// <value>Default empty, which is right only for a model that a program of its own loads.</value>
    public string Path { get; set; } = "";

    /// <summary>The image tokenizer's checkpoint.</summary>
    /// <value>Default null: the one beside the generator.</value>
    public string? Tokenizer { get; set; }

    /// <summary>How weights are packed for the kernels of the CPU.</summary>
    /// <value>Default null: the library's default.</value>
    [EnumDataType(typeof(WeightFormat), ErrorMessage = "Weights is no format of weights.")]
    public WeightFormat? Weights { get; set; }

    /// <summary>How weights are stored and multiplied by libtorch.</summary>
    /// <value>Default float32.</value>
    [AllowedValues(torch.ScalarType.Float32, torch.ScalarType.BFloat16, ErrorMessage = "Dtype must be Float32 or BFloat16.")]
    public torch.ScalarType Dtype { get; set; } = torch.ScalarType.Float32;

    /// <summary>Where it runs: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <value>Default <c>cpu</c>.</value>
    [RegularExpression("cpu|cuda(:[0-9]{1,3})?", ErrorMessage = "Device must be cpu, cuda or cuda:N.")]
    public string Device { get; set; } = "cpu";

    /// <summary>Whether it is loaded while the host starts, and not when it is first asked for.</summary>
    /// <value>Default true.</value>
    public bool LoadAtStart { get; set; } = true;

    /// <summary>How much its engine takes on.</summary>
    [Required]
    [ValidateObjectMembers]
    public EngineOptions Engine { get; set; } = new();

    /// <summary>How it is loaded from its path.</summary>
    internal ModelLoading Loading => new() { Tokenizer = Tokenizer, Weights = Weights, Dtype = Dtype, Device = torch.device(Device) };
}
