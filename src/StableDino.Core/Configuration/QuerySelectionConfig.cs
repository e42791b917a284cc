namespace StableDino.Configuration;

/// <summary>Where the decoder's queries come from: their content and their position.</summary>
public abstract record QuerySelectionConfig
{
    private QuerySelectionConfig() { }

    /// <summary>
    /// Two stages: every memory token proposes a box; the best by class score become the initial reference boxes.
    /// </summary>
    /// <param name="Queries">Proposals kept.</param>
    /// <param name="Content">Where the content of a kept query comes from.</param>
    public sealed record TwoStage(int Queries = 900, QueryContent Content = QueryContent.Learned) : QuerySelectionConfig;
}
