package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecipeParserTest {
    @Test
    void everyShippedRecipeIsOne() {
        assertThat(Recipes.names()).contains(Recipes.DEFAULT);
        for (String name : Recipes.names()) {
            Recipe recipe = Recipes.find(name);
            assertThat(recipe.name()).isEqualTo(name);
            assertThat(recipe.about()).isNotBlank();
        }
    }
}
