using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Cli;
using StableDino.Pipeline;
using StableDino.Properties.Training;

namespace StableDino.Properties.Cli;

/// <summary>What one run of the tool said.</summary>
internal sealed record CommandLine(int Code, string Answer, string Log)
{
    public JsonElement Json => JsonDocument.Parse(Answer).RootElement;

    /// <summary>The first reported error.</summary>
    public JsonElement Error => Json.GetProperty("errors")[0];

    public static CommandLine Run(params string[] arguments) => RunWith([ToyDetector.Definition], arguments);

    public static CommandLine RunWith(ImmutableArray<DetectorDefinition> models, params string[] arguments)
    {
        using var answer = new StringWriter();
        using var log = new StringWriter();
        var code = Tool.Run(arguments, models, answer, log);
        return new(code, answer.ToString(), log.ToString());
    }
}
