using SoftCfg.DemoTraining;
using TorchSharp;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
torch.set_num_threads(Environment.ProcessorCount);
var settings = new TrainingSettings();
Directory.CreateDirectory(settings.OutputFolder);
using var training = new TokenizerTraining(settings);
training.Run(int.Parse(args[0]), stop.Token);
